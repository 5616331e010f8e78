package org.synprune.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Trials that kill executors, machines that can't train, and executors that go away and come back,
 * on a cluster of real processes: what isn't to blame has its result.
 */
class SurvivalIT {

  private static final int TRIALS = SmallSweep.TRIALS;
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir private static Path home;
  private static Standalone cluster;
  private static Path series;

  @TempDir private Path folder;
  private SmallSweep sweep;

  @BeforeAll
  static void start() {
    series = SmallSweep.prepare(home);
    cluster = Standalone.start(home, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void begin() {
    sweep = SmallSweep.alone(cluster, folder, series);
  }

  private static List<String> printed(Submission run, String start) {
    return run.said().lines().filter(line -> line.startsWith(start)).toList();
  }

  @Test
  void trialsThatKillTheirProcessCostThemselvesAlone() {
    // Two of one work unit, and more deaths than Spark grants a task.
    Faults faults =
        new Faults()
            .killing(Faults.trial(43, "rnn", 3, "none"))
            .killing(Faults.trial(43, "rnn", 3, "dropout"));
    try (Submission run = sweep.submit(faults, "--stack", "4")) {
      assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
      assertThat(run.said()).contains("30 completed, 0 already done, 2 without result");
      assertThat(printed(run, "synprune: "))
          .singleElement()
          .satisfies(
              line -> assertThat(line).contains("2 of 32 trials failed: 2 executor lost (trial "));
    }
    assertThat(Results.of(sweep.out())).isEqualTo(new Results(TRIALS - 2, 0, 2, 0));
    assertThat(
            Results.query(
                sweep.out(),
                "select error, seed, architecture, lookback, count(*), min(error_message) from"
                    + " trials where status = 'FAILED' group by 1, 2, 3, 4"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.mkString("/"))
                    .startsWith("ExecutorLost/43/rnn/3/2/executor lost: 3 processes died"));
    assertThat(sweep.out().resolve(".suspects/cluster")).doesNotExist();

    try (Submission rerun = sweep.submit("--retry-failed")) {
      assertThat(rerun.exitCode()).as(rerun.said()).isZero();
      assertThat(rerun.said()).contains("2 completed, 30 already done, 0 without result");
    }
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
  }

  /** In a step, in an evaluation, when a model is fetched. */
  @ParameterizedTest
  @CsvSource({"StackMember, endEpoch", "StackEvaluation, validate", "Stack, trained"})
  void aDeviceThatBreaksCostsItsProcessAndNoTrial(String type, String method) {
    Path once = folder.resolve("broken");
    String when =
        switch (method) {
          case "endEpoch" -> "$1 == 2 AND " + Faults.trials(43);
          case "validate" -> "$3 == 5 AND $0.series.info().dataset().equals(\"sp500\")";
          default -> "TRUE";
        };
    Faults faults =
        new Faults().breaking("org.synprune.jobs.train.stack." + type, method, when, once);
    try (Submission run = sweep.submit(faults, "--stack", "4", "--save-models", "all")) {
      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(run.said()).contains(TRIALS + " completed, 0 already done, 0 without result");
      assertThat(once).as("it broke").exists();
      assertThat(run.said()).contains("Lost executor");
    }
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
  }

  @Test
  void whereMemoryRunsOutFewerTrialsAreTrainedSideBySide() {
    try (Submission run =
        sweep.submit(new Faults().outOfMemory(2), "--stack", "8", "--save-models", "all")) {
      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(run.said())
          .contains(TRIALS + " completed, 0 already done, 0 without result")
          .doesNotContain("Lost executor");
    }
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
  }

  @Test
  void aMachineThatFailsItsCheckGetsNoTrials() {
    try (Submission run = sweep.submit(new Faults().engineless("/work1/"))) {
      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(printed(run, "left out "))
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line)
                      .matches(
                          "left out {3}\\S+: the engine can't be loaded: .*GLIBCXX.*; it got no trials"));
    }
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
  }

  @Test
  void whereNoMachineCanTrainNothingIsTrained() {
    // Spark may wait two minutes for a machine that hasn't failed yet.
    Map<String, String> conf =
        Map.of(
            "spark.cores.max",
            "2",
            "spark.scheduler.excludeOnFailure.unschedulableTaskSetTimeout",
            "5s");
    try (Submission run = sweep.submit(new Faults().engineless("/work"), conf)) {
      assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
      assertThat(printed(run, "synprune: "))
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line).contains("no machine can train", "GLIBCXX_3.4.29 not found"));
      assertThat(run.said()).doesNotContain("\tat org.synprune.jobs.cli");
    }
    assertThat(Results.filesOf(sweep.out())).isZero();
  }

  @Test
  void anExecutorThatIsDecommissionedFinishesItsUnitAndAnotherComes() throws Exception {
    Path goOn = folder.resolve("go-on");
    Faults slow = new Faults().slowUntil(goOn, 100);
    Map<String, String> conf = Map.of("spark.cores.max", "2", "spark.decommission.enabled", "true");
    try (Submission run = sweep.submit(slow, conf, "--stack", "2")) {
      Waiting.until(
          SOON,
          () -> "the first results: " + run.said(),
          () -> Results.filesOf(sweep.out()) >= 2 || !run.isAlive());
      List<ProcessHandle> before = cluster.executors();
      assertThat(before).as(run.said()).hasSize(2);
      ProcessHandle leaving = before.get(0);
      assertThat(new ProcessBuilder("kill", "-PWR", Long.toString(leaving.pid())).start().waitFor())
          .isZero();
      Waiting.until(
          SOON,
          () -> "another executor: " + run.said(),
          () -> cluster.executors().stream().anyMatch(one -> !before.contains(one)));
      Waiting.until(SOON, () -> "it goes: " + run.said(), () -> !leaving.isAlive());
      Files.createFile(goOn);
      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(run.said()).as("it finished what it had").doesNotContain("Lost task");
    }
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
  }

  @Test
  void executorsThatHaveNothingToDoAreGivenBackWhileTheLastUnitTrains() throws IOException {
    Path goOn = folder.resolve("go-on");
    Faults faults = new Faults().holding(Faults.trial(43, "lstm", 7, "synaptic-pruning"), goOn);
    Map<String, String> conf =
        Map.of(
            "spark.cores.max", "2",
            "spark.dynamicAllocation.enabled", "true",
            "spark.dynamicAllocation.shuffleTracking.enabled", "true",
            "spark.dynamicAllocation.shuffleTracking.timeout", "2s",
            "spark.dynamicAllocation.executorIdleTimeout", "2s",
            "spark.dynamicAllocation.initialExecutors", "2",
            "spark.dynamicAllocation.maxExecutors", "2");
    try (Submission run = sweep.submit(faults, conf, "--stack", "2")) {
      Waiting.until(
          SOON,
          () -> "two executors: " + run.said(),
          () -> cluster.executors().size() == 2 || !run.isAlive());
      Waiting.until(
          SOON,
          () -> "one executor in the tail: " + run.said(),
          () ->
              (Results.filesOf(sweep.out()) > 5 && cluster.executors().size() == 1)
                  || !run.isAlive());
      assertThat(run.isAlive()).as(run.said()).isTrue();
      Files.createFile(goOn);
      assertThat(run.exitCode()).as(run.said()).isZero();
    }
    assertThat(Results.of(sweep.out())).isEqualTo(Results.whole(TRIALS));
  }
}
