package org.synprune.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.files.FaultyFiles.Fault;
import org.synprune.jobs.storage.Storage.Entry;

/** Files of a store that isn't this machine's are whole or not there. */
class RemoteFoldersTest {

  @TempDir Path temp;

  private RemoteFolders store(boolean renaming) {
    return renaming ? RemoteFolders.renaming(temp) : RemoteFolders.objects(temp);
  }

  private static Storage.Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(Folder file) throws IOException {
    try (InputStream in = file.storage().open(file.path())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesAreReplacedAtOnceOrMadeOnce(boolean renaming) throws IOException {
    RemoteFolders remote = store(renaming);
    Folder out = remote.folder("out");
    Folder file = out.resolve("a file [1]");
    Storage storage = out.storage();
    assertThat(storage.list(out.path())).isEmpty();
    storage.publish(file.path(), out.path(), text("one"));
    storage.publish(file.path(), out.path(), text("two"));
    assertThat(read(file)).isEqualTo("two");
    assertThat(storage.createIfAbsent(file.path(), out.path(), text("three"))).isFalse();
    assertThat(read(file)).isEqualTo("two");
    assertThat(storage.list(out.path()).stream().map(Entry::name)).containsExactly("a file [1]");
    assertThat(remote.local("out/a file [1]")).hasContent("two");
    assertThat(file.local()).isEmpty();
    assertThat(file).hasToString(remote.address("out/a file [1]"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChangeThatFailsLeavesTheFileBefore(boolean renaming) throws IOException {
    RemoteFolders remote = store(renaming);
    Folder out = remote.folder("out");
    Folder file = out.resolve("file");
    out.storage().publish(file.path(), out.path(), text("one"));
    remote.fail(Fault.FAILS, 1);
    assertThatThrownBy(() -> out.storage().publish(file.path(), out.path(), text("two")))
        .isInstanceOf(IOException.class);
    assertThat(remote.heal()).isTrue();
    assertThat(read(file)).isEqualTo("one");
    assertThat(List.of(remote.local("out").toFile().list())).containsExactly("file");
  }
}
