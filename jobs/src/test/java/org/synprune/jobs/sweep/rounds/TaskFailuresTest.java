package org.synprune.jobs.sweep.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.storage.LeaseLostException;

class TaskFailuresTest {

  private final TaskFailures failures = new TaskFailures();
  private final Throwable error = new UncheckedIOException(new IOException("no route to host"));

  @Test
  void aTaskThatThrowsInThreeProcessesThrowsEverywhere() {
    failures.add(7, "0", error);
    failures.add(7, "1", error);
    assertThat(failures.lasting()).isEmpty();
    failures.add(7, "2", error);
    assertThat(failures.lasting()).contains(error);
  }

  @Test
  void processesThatThrowOnceAndTasksThatComeToTheirEndElsewhereDontEndASweep() {
    for (int task = 0; task < 100; task++) {
      failures.add(task, "bad", error);
      failures.add(task, "worse", error);
      failures.add(task, "bad", error);
    }
    assertThat(failures.lasting()).isEmpty();
    assertThat(failures.last()).contains(error);
  }

  @Test
  void processesThatFailTheirCheckCountAfterAnError() {
    failures.addUnfit(7, "0");
    failures.addUnfit(7, "1");
    failures.addUnfit(7, "2");
    assertThat(failures.lasting()).isEmpty();
    failures.add(7, "3", error);
    failures.addUnfit(7, "4");
    assertThat(failures.lasting()).isEmpty();
    failures.addUnfit(7, "5");
    assertThat(failures.lasting()).contains(error);
  }

  @Test
  void aSweepThatWasTakenOverEndsAtItsFirstTask() {
    Throwable lost = new LeaseLostException("another process has taken over run 'a'");
    failures.add(3, "0", lost);
    assertThat(failures.lasting()).contains(lost);
  }
}
