package org.synprune.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The cases of {@link FaultCases} with results in a folder of this machine, and those that are the
 * same wherever results lie.
 */
class FaultsIT extends FaultCases {

  private static final int TRIALS = SmallSweep.TRIALS;

  FaultsIT() {
    super(new LocalPlace());
  }

  @Test
  void aWorkerLost() {
    try (Submission run = slowly()) {
      inMidSweep(run);
      cluster().killWorker(1);
      letGo();
      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(run.said()).contains("Lost executor");
    } finally {
      cluster().startWorker(1);
    }
    assertThat(Results.of(sweep().results())).isEqualTo(Results.whole(TRIALS));
  }

  @Test
  void trialsThatThrowDivergeRunOutOfMemoryOrKillTheirProcess() {
    Faults faults =
        new Faults()
            .throwing(Faults.trials(43, "dropout"))
            .diverging(Faults.trials(43, "mc-dropout"))
            .hungry(Faults.trials(43, "synaptic-pruning"))
            .killing(Faults.trial(43, "rnn", 3, "none"));
    try (Submission run = sweep().submit(faults)) {
      assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
      assertThat(run.said()).contains("19 completed, 0 already done, 13 without result");
    }
    assertThat(Results.of(sweep().results())).isEqualTo(new Results(TRIALS - 13, 0, 13, 0));
    assertThat(
            Results.query(
                sweep().results(),
                "select regulariser, seed, status, error, count(distinct trial_id) from trials where status !="
                    + " 'COMPLETED' group by 1, 2, 3, 4"))
        .extracting(row -> row.mkString("/"))
        .containsExactlyInAnyOrder(
            "none/43/FAILED/ExecutorLost/1",
            "dropout/43/FAILED/IllegalStateException/4",
            "mc-dropout/43/FAILED/DivergedException/4",
            "synaptic-pruning/43/FAILED/OutOfMemoryError/4");
    try (Submission untouched = sweep().submit()) {
      assertThat(untouched.exitCode()).as("failed trials still have no result").isEqualTo(1);
      assertThat(untouched.said()).contains("0 completed, 19 already done, 13 without result");
    }
    finishes("--retry-failed");
  }
}
