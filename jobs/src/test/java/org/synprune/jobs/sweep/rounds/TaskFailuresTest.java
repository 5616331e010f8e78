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
    assertThat(failures.lasting(0)).isEmpty();
    failures.add(7, "2", error);
    assertThat(failures.lasting(0)).contains(error);
  }

  @Test
  void processesThatThrowOnceAndTasksThatComeToTheirEndElsewhereDontEndASweep() {
    for (int task = 0; task < 100; task++) {
      failures.add(task, "bad", error);
      failures.add(task, "worse", error);
      failures.add(task, "bad", error);
    }
    assertThat(failures.lasting(0)).isEmpty();
    assertThat(failures.last()).contains(error);
  }

  @Test
  void threeProcessesInARowThatFailEndASweepWhereNothingRunsAnyMore() {
    failures.started();
    failures.started();
    failures.add(1, "0", error);
    failures.ended(100);
    failures.addUnfit("1");
    failures.addUnfit("2");
    assertThat(failures.lasting(1000)).as("one still runs").isEmpty();
    failures.ended(200);
    assertThat(failures.lasting(205)).as("another process may come").isEmpty();
    assertThat(failures.lasting(211)).contains(error);
  }

  @Test
  void processesThatReplaceAFailedOneAreWaitedFor() {
    failures.started();
    failures.add(1, "0", error);
    failures.addUnfit("1");
    failures.ended(0);
    assertThat(failures.lasting(1000)).as("two failed, a third may not").isEmpty();
  }

  @Test
  void aTaskThatComesToItsEndShowsThatProcessesAreWell() {
    failures.add(1, "0", error);
    failures.addUnfit("1");
    failures.succeeded();
    failures.addUnfit("2");
    failures.addUnfit("3");
    failures.addUnfit("4");
    assertThat(failures.lasting(1000)).as("these failed their check and nothing else").isEmpty();
    failures.add(2, "5", error);
    failures.addUnfit("6");
    failures.addUnfit("7");
    assertThat(failures.lasting(1000)).contains(error);
  }

  @Test
  void processesThatFailTheirCheckAloneDontEndASweepHere() {
    failures.addUnfit("0");
    failures.addUnfit("1");
    failures.addUnfit("2");
    assertThat(failures.lasting(1000)).isEmpty();
  }

  @Test
  void aSweepThatWasTakenOverEndsAtItsFirstTask() {
    Throwable lost = new LeaseLostException("another process has taken over run 'a'");
    failures.add(3, "0", lost);
    assertThat(failures.lasting(0)).contains(lost);
  }
}
