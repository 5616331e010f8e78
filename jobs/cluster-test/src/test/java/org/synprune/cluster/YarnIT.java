package org.synprune.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.cluster.Faults;
import org.synprune.jobs.cluster.Results;
import org.synprune.jobs.cluster.SmallSweep;
import org.synprune.jobs.cluster.Submission;

/** What YARN and {@code spark-submit} say of a sweep's end, in both places for the driver. */
class YarnIT {

  private static final int TRIALS = SmallSweep.TRIALS;

  @TempDir private static Path home;
  private static Path series;
  private static MiniYarn yarn;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    series = SmallSweep.prepare(home);
    yarn = MiniYarn.start(home);
  }

  @AfterAll
  static void stop() throws IOException {
    yarn.close();
  }

  @Test
  void aSweepSucceedsAndIsSweptOnce() throws IOException, YarnException {
    assertSucceeds("cluster");
  }

  @Test
  @Tag("thorough")
  void aSweepSucceedsAndIsSweptOnceInClientMode() throws IOException, YarnException {
    assertSucceeds("client");
  }

  private void assertSucceeds(String deployMode) throws IOException, YarnException {
    SmallSweep sweep = SmallSweep.alone(yarn.in(deployMode), folder, series);
    try (Submission run = sweep.submit()) {
      assertThat(run.exitCode()).as(run.said()).isZero();
    }
    assertThat(Results.of(sweep.results())).isEqualTo(Results.whole(TRIALS));
    assertEndedOnce(FinalApplicationStatus.SUCCEEDED);
    assertThat(attemptsAtTrials(sweep)).isEqualTo(TRIALS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "client"})
  void aSweepWithFailedTrialsFailsAndIsNotSweptAgain(String deployMode)
      throws IOException, YarnException {
    SmallSweep sweep = SmallSweep.alone(yarn.in(deployMode), folder, series);
    try (Submission run = sweep.submit(new Faults().throwing(Faults.trials(43)))) {
      assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
    }
    assertThat(Results.of(sweep.results())).isEqualTo(new Results(TRIALS / 2, 0, TRIALS / 2, 0));
    // In client mode YARN sees only the executors, which have done their work.
    assertEndedOnce(
        deployMode.equals("cluster")
            ? FinalApplicationStatus.FAILED
            : FinalApplicationStatus.SUCCEEDED);
    assertThat(attemptsAtTrials(sweep)).isEqualTo(TRIALS);
  }

  private static void assertEndedOnce(FinalApplicationStatus status)
      throws IOException, YarnException {
    ApplicationReport last = yarn.lastApplication();
    assertThat(last.getFinalApplicationStatus()).as(last.getDiagnostics()).isEqualTo(status);
    assertThat(yarn.attempts(last)).isEqualTo(1);
  }

  private static long attemptsAtTrials(SmallSweep sweep) {
    return Results.query(sweep.results(), "select count(*) from trials").get(0).getLong(0);
  }
}
