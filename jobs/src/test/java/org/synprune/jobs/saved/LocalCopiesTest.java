package org.synprune.jobs.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.RemoteFolders;

/** Files of other stores have copies here that are whole, few and shared. */
class LocalCopiesTest {

  private static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);
  private static final Map<String, String> HASHES =
      Map.of("a.params", DigestUtils.sha256Hex(WEIGHTS));

  @TempDir private Path temp;
  private LocalCopies copies;
  private RemoteFolders remote;
  private Folder folder;

  @BeforeEach
  void model() throws IOException {
    copies = new LocalCopies(temp.resolve("copies"));
    remote = RemoteFolders.renaming(temp);
    folder = remote.folder("models/one");
    Files.createDirectories(remote.local("models/one"));
    Files.write(remote.local("models/one/a.params"), WEIGHTS);
  }

  private String[] present() {
    return temp.resolve("copies").toFile().list();
  }

  @Test
  void aCopyIsMadeOnceAndAgainIfItWasDamaged() throws IOException {
    Path copy = copies.of(folder, "id", HASHES);
    assertThat(copy.resolve("a.params")).hasBinaryContent(WEIGHTS);
    Files.delete(remote.local("models/one/a.params"));
    assertThat(copies.of(folder, "id", HASHES)).isEqualTo(copy);
    Files.write(remote.local("models/one/a.params"), WEIGHTS);
    Files.writeString(copy.resolve("a.params"), "other bytes");
    assertThat(copies.of(folder, "id", HASHES).resolve("a.params")).hasBinaryContent(WEIGHTS);
    assertThat(present()).containsExactly("id");
  }

  @Test
  void aDamagedOrMissingFileIsNamedAndLeavesNoCopy() throws IOException {
    Path file = remote.local("models/one/a.params");
    Files.writeString(file, "other bytes");
    assertThatThrownBy(() -> copies.of(folder, "id", HASHES))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(remote.address("models/one/a.params") + ": is damaged");
    Files.delete(file);
    assertThatThrownBy(() -> copies.of(folder, "id", HASHES))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(remote.address("models/one/a.params") + ": can't be read");
    assertThat(present()).isEmpty();
  }

  @Test
  void severalAtOnceAllGetAWholeCopy() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Path>> tasks = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        // Each process has an object of its own.
        tasks.add(() -> new LocalCopies(temp.resolve("copies")).of(folder, "id", HASHES));
      }
      for (Future<Path> task : pool.invokeAll(tasks)) {
        assertThat(task.get().resolve("a.params")).hasBinaryContent(WEIGHTS);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(present()).containsExactly("id");
  }

  @Test
  void onlyTheCopiesUsedLastAreKept() throws IOException {
    for (int i = 0; i < LocalCopies.KEPT; i++) {
      Path copy = Files.createDirectories(temp.resolve("copies/old-" + i));
      Files.setLastModifiedTime(
          copy, FileTime.from(Instant.now().minus(Duration.ofMinutes(i + 1))));
    }
    copies.of(folder, "id", HASHES);
    assertThat(present())
        .hasSize(LocalCopies.KEPT)
        .contains("id", "old-0")
        .doesNotContain("old-" + (LocalCopies.KEPT - 1));
  }
}
