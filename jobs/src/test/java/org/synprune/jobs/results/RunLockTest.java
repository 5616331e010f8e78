package org.synprune.jobs.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.results.nightly.RegressionTable;
import org.synprune.jobs.storage.LeaseLostException;

class RunLockTest {

  @TempDir private Path out;

  private ResultStore store(String run) {
    return new ResultStore(out, run);
  }

  /** Another process that takes the lock of run {@code a} and says how it went. */
  static final class Other {

    private Other() {}

    public static void main(String[] args) {
      try (RunLock lock = RunLock.acquire(new ResultStore(Path.of(args[0]), "a"), "other")) {
        System.out.print(lock.token().isEmpty() ? "no token" : "taken");
      } catch (BadInputException e) {
        System.out.print(e.getMessage());
      }
    }
  }

  private String other() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                out.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void oneHolderAtATime() {
    try (RunLock lock = RunLock.acquire(store("a"), "sweep")) {
      RunLock.requireHeld(store("a"), lock.token());
      assertThatThrownBy(() -> RunLock.acquire(store("a"), "summarize"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("run 'a'")
          .hasMessageContaining("another process (sweep)");
      assertThatCode(() -> RunLock.requireHeld(store("a"), lock.token()))
          .as("a sweep that was refused takes nothing over")
          .doesNotThrowAnyException();
      assertThatCode(() -> RunLock.acquire(store("b"), "sweep").close())
          .as("another run")
          .doesNotThrowAnyException();
    }
  }

  @Test
  void neitherLookingAtTheTokenNorARefusalOpensTheLockToOtherProcesses() throws IOException {
    try (RunLock lock = RunLock.acquire(store("a"), "sweep")) {
      RunLock.requireHeld(store("a"), lock.token());
      assertThatThrownBy(() -> RunLock.acquire(store("a"), "sweep"))
          .isInstanceOf(BadInputException.class);
      assertThat(other()).contains("run 'a'", "in use by another process (sweep)");
    }
    assertThat(other()).isEqualTo("taken");
  }

  @Test
  void tasksOfAnEarlierHolderMayNotWriteOnceThereIsANewOne() {
    RunLock first = RunLock.acquire(store("a"), "sweep");
    String token = first.token();
    first.close();
    RunLock.requireHeld(store("a"), token);
    try (RunLock second = RunLock.acquire(store("a"), "sweep")) {
      RunLock.requireHeld(store("a"), second.token());
      assertThatThrownBy(() -> RunLock.requireHeld(store("a"), token))
          .isInstanceOf(LeaseLostException.class)
          .hasMessageContaining("another process has taken over run 'a'");
    }
  }

  @Test
  void whatIsMadeFromTheTrialsIsNotWrittenBesideASweep() {
    RunLock sweep = RunLock.acquire(store("a"), "sweep");
    try {
      assertThatThrownBy(() -> InferenceTable.measure(store("a"), Map.of()))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("in use by another process (sweep)");
      NightComparison none = new NightComparison("a", List.of(), 0, 0, List.of());
      assertThatThrownBy(() -> RegressionTable.write(store("a"), none))
          .isInstanceOf(BadInputException.class);
    } finally {
      sweep.close();
    }
    assertThat(out.resolve("inference")).doesNotExist();
    assertThat(out.resolve("regressions")).doesNotExist();
  }

  @Test
  void aLockThatCannotBeWrittenDownIsGivenBack() throws IOException {
    RunLock.acquire(store("a"), "sweep").close();
    Path holder = out.resolve(".locks/.a.holder");
    assertThat(holder).exists();
    Files.delete(holder);
    Path blocked = Files.createDirectories(holder.resolve("in the way"));
    assertThatThrownBy(() -> RunLock.acquire(store("a"), "sweep"))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(out.resolve(".locks")).isDirectoryNotContaining("glob:**.part");
    Files.delete(blocked);
    Files.delete(holder);
    RunLock.acquire(store("a"), "sweep").close();
  }

  @Test
  void aRemovedLockCanBeTakenAgainAndItsTokenIsVoid() throws IOException {
    RunLock lock = RunLock.acquire(store("a"), "remove");
    String token = lock.token();
    lock.removeFiles(store("a"));
    assertThat(out.resolve(".locks")).isEmptyDirectory();
    assertThatThrownBy(() -> RunLock.requireHeld(store("a"), token))
        .isInstanceOf(LeaseLostException.class);
    lock.close();
    RunLock.acquire(store("a"), "sweep").close();
  }
}
