package org.synprune.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cluster.Waiting;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Lease;
import org.synprune.jobs.storage.LeaseHeldException;
import org.synprune.jobs.storage.Storage;
import org.synprune.jobs.storage.Storage.Content;
import org.synprune.jobs.storage.Storage.Entry;

/** What results need of a store, on HDFS. */
class HdfsStorageIT {

  private static final int WRITERS = 8;

  @TempDir private static java.nio.file.Path home;
  private static MiniHdfs hdfs;

  private Folder folder;

  @BeforeAll
  static void start() throws IOException {
    hdfs = MiniHdfs.start(home);
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  @BeforeEach
  void begin(TestInfo test) throws IOException {
    folder = folder(test.getTestMethod().orElseThrow().getName(), hdfs.conf());
  }

  private static Folder folder(String name, Configuration conf) throws IOException {
    return Folder.of(hdfs.address("/" + name), conf);
  }

  private Storage storage() {
    return folder.storage();
  }

  private void publish(String name, String text) throws IOException {
    storage().publish(folder.resolve(name).path(), staging(), content(text));
  }

  private org.apache.hadoop.fs.Path staging() {
    return folder.resolve(".staging").path();
  }

  private static Content content(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private String read(String name) throws IOException {
    try (InputStream in = storage().open(folder.resolve(name).path())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Runs the same in several threads that begin at the same time. */
  private static <T> List<T> atOnce(Callable<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      CountDownLatch all = new CountDownLatch(WRITERS);
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        futures.add(
            threads.submit(
                () -> {
                  all.countDown();
                  all.await();
                  return work.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void oneOfEightCreates() throws Exception {
    for (int round = 0; round < 10; round++) {
      String name = "trials-" + round;
      List<Boolean> made =
          atOnce(
              () ->
                  storage()
                      .createIfAbsent(folder.resolve(name).path(), staging(), content("rows")));
      assertThat(made).containsOnlyOnce(true);
      assertThat(read(name)).isEqualTo("rows");
    }
    assertThat(storage().list(staging())).as("what the others had staged").isEmpty();
  }

  @Test
  void readersSeeWholeFilesWhileTheyAreReplaced() throws Exception {
    List<String> texts =
        IntStream.range(0, 60).mapToObj(i -> (i + " ").repeat(2000 + 100 * i)).toList();
    publish("manifest", texts.get(0));
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch written = new CountDownLatch(1);
      Future<Set<String>> seen =
          reader.submit(
              () -> {
                Set<String> all = new HashSet<>();
                while (written.getCount() > 0) {
                  all.add(read("manifest"));
                }
                return all;
              });
      for (String text : texts) {
        publish("manifest", text);
      }
      written.countDown();
      assertThat(seen.get()).isNotEmpty().isSubsetOf(texts);
    } finally {
      reader.shutdownNow();
    }
    assertThat(read("manifest")).isEqualTo(texts.get(texts.size() - 1));
  }

  @Test
  void aFailedWriterLeavesTheEarlierFile() throws IOException {
    publish("manifest", "old");
    assertThatThrownBy(
            () ->
                storage()
                    .publish(
                        folder.resolve("manifest").path(),
                        staging(),
                        out -> {
                          out.write(1);
                          throw new IOException("planted");
                        }))
        .hasMessage("planted");
    assertThat(read("manifest")).isEqualTo("old");
    assertThat(storage().list(staging())).isEmpty();
  }

  @Test
  void aKilledWriterLeavesNothingThatIsSeen() throws IOException {
    OtherProcess.writing(folder.toString(), "rows").close();
    assertThat(storage().list(staging())).as("what it had begun").hasSize(1);
    assertThat(storage().list(folder.path())).extracting(Entry::name).containsExactly(".staging");
    publish("rows", "of the next");
    assertThat(read("rows")).isEqualTo("of the next");
  }

  @Test
  void aFolderIsReplacedWhole() throws IOException {
    for (String text : List.of("one", "two")) {
      storage()
          .publishFolder(
              folder.resolve("model").path(),
              staging(),
              "model.json",
              local -> {
                java.nio.file.Files.writeString(local.resolve(text), text);
                java.nio.file.Files.writeString(local.resolve("model.json"), text);
              });
      assertThat(storage().list(folder.resolve("model").path()))
          .extracting(Entry::name)
          .containsExactlyInAnyOrder(text, "model.json");
    }
    assertThat(storage().list(staging())).isEmpty();
  }

  @Test
  void oneOfEightGetsTheLease() throws Exception {
    org.apache.hadoop.fs.Path lock = folder.resolve("lock").path();
    List<Boolean> held =
        atOnce(
            () -> {
              try {
                storage().lease(lock, "sweep", false);
                return true;
              } catch (LeaseHeldException e) {
                return false;
              }
            });
    assertThat(held).containsOnlyOnce(true);
  }

  @Test
  void aSecondHolderIsToldWhoHasItAndGetsItWhenItIsGivenBack() throws IOException {
    org.apache.hadoop.fs.Path lock = folder.resolve("lock").path();
    String first;
    try (Lease lease = storage().lease(lock, "sweep", false)) {
      first = lease.token();
      assertThat(storage().holds(lock, first)).isTrue();
      assertThatThrownBy(() -> storage().lease(lock, "summarize", false))
          .isInstanceOf(LeaseHeldException.class)
          .hasMessageContainingAll("sweep", "replaced after 60 s");
    }
    try (Lease lease = storage().lease(lock, "summarize", false)) {
      assertThat(storage().holds(lock, lease.token())).isTrue();
      assertThat(storage().holds(lock, first)).isFalse();
    }
  }

  @Test
  void aLeaseThatIsTakenOverIsNoLongerHeld() throws IOException {
    org.apache.hadoop.fs.Path lock = folder.resolve("lock").path();
    try (Lease second = takenOver(lock)) {
      assertThat(storage().holds(lock, second.token())).isTrue();
      // Closing the first one hasn't given the second one's back.
      assertThatThrownBy(() -> storage().lease(lock, "third", false))
          .isInstanceOf(LeaseHeldException.class)
          .hasMessageContaining("second");
    }
  }

  private Lease takenOver(org.apache.hadoop.fs.Path lock) throws IOException {
    try (Lease first = storage().lease(lock, "first", false)) {
      Lease second = storage().lease(lock, "second", true);
      assertThat(storage().holds(lock, first.token())).isFalse();
      return second;
    }
  }

  @Test
  void aHolderThatWasKilledIsReplacedAfterAWhileAndNotAtOnce() throws IOException {
    Configuration patient = hdfs.conf();
    Configuration hasty = hdfs.conf();
    hasty.setInt("synprune.lease.seconds", 2);
    org.apache.hadoop.fs.Path lock = folder.resolve("lock").path();
    OtherProcess.holding(folder.toString(), "lock").close();
    assertThatThrownBy(() -> folder(folderName(), patient).storage().lease(lock, "next", false))
        .isInstanceOf(LeaseHeldException.class);
    Storage storage = folder(folderName(), hasty).storage();
    Waiting.until(
        Duration.ofMinutes(1),
        () -> "the lease of a process that is dead",
        () -> {
          try (Lease lease = storage.lease(lock, "next", false)) {
            return storage.holds(lock, lease.token());
          } catch (LeaseHeldException e) {
            return false;
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private String folderName() {
    return folder.path().getName();
  }
}
