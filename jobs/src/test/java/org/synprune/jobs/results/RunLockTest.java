package org.synprune.jobs.results;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;

class RunLockTest {

  @TempDir private Path out;

  @Test
  void oneHolderAtATime() {
    ResultStore store = new ResultStore(out.toString(), "a");
    try (RunLock lock = RunLock.of(store)) {
      RunLock.requireHeld(store, lock.token());
      assertThatThrownBy(() -> RunLock.of(store))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("run 'a'");
      assertThatCode(() -> RunLock.requireHeld(store, lock.token()))
          .as("a sweep that was refused takes nothing over")
          .doesNotThrowAnyException();
      assertThatCode(() -> RunLock.of(new ResultStore(out.toString(), "b")).close())
          .as("another run")
          .doesNotThrowAnyException();
    }
  }

  @Test
  void tasksOfAnEarlierHolderMayNotWriteOnceThereIsANewOne() {
    ResultStore store = new ResultStore(out.toString(), "a");
    RunLock first = RunLock.of(store);
    String token = first.token();
    first.close();
    RunLock.requireHeld(store, token);
    try (RunLock second = RunLock.of(store)) {
      RunLock.requireHeld(store, second.token());
      assertThatThrownBy(() -> RunLock.requireHeld(store, token))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another sweep has taken over run 'a'");
    }
  }
}
