package org.synprune.jobs.sweep.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.SmallGrid;
import org.synprune.jobs.sweep.Sweep;
import org.synprune.jobs.sweep.SweepResult;
import org.synprune.jobs.sweep.units.WorkUnit;

/** What a sweep makes of one before it whose process, driver and executor in one, has died. */
class CrashedSweepTest {

  private static final Grid GRID = SmallGrid.of(List.of(42L, 43L, 44L));

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private ResultStore store() {
    return new ResultStore(out, "test");
  }

  private Sweep sweep() {
    return Sweep.in(spark).grid(GRID).series(SmallGrid.ALL_SERIES).into(store());
  }

  private List<String> rows(String columns) {
    spark.read().parquet(out.resolve("trials").toString()).createOrReplaceTempView("trials");
    return spark.sql("select " + columns + " from trials order by 1, 2").collectAsList().stream()
        .map(Row::mkString)
        .toList();
  }

  private static WorkUnit unit(int... places) {
    return SmallGrid.unit(GRID, places);
  }

  /** A process that dies, as an earlier sweep has it: nothing but its notes is left. */
  private void die(WorkUnit... training) {
    for (WorkUnit unit : training) {
      Suspects.of(store()).begin(unit, "dead", true);
    }
  }

  @Test
  void whatWasInTrainingAtOneDeathIsTrainedToTheSameResult() {
    sweep().run();
    List<String> undisturbed = rows("trial_id, attempt, status, mae");
    store().clear();

    die(unit(0, 1), unit(2, 3));
    SweepResult result = sweep().run();
    assertThat(result.completed()).isEqualTo(GRID.size());
    assertThat(rows("trial_id, attempt, status, mae")).isEqualTo(undisturbed);
    assertThat(out.resolve(".suspects/test")).doesNotExist();
  }

  @Test
  void aTrialOnWhichTheProcessDiesAgainAndAgainIsGivenUpAndTriedAgainWhenAsked() {
    for (int i = 0; i < 3; i++) {
      die(unit(1));
      Suspects.of(store()).takeOver();
    }
    SweepResult result = sweep().run();
    assertThat(result.failed()).isEqualTo(1);
    assertThat(result.completed()).isEqualTo(GRID.size() - 1);
    assertThat(rows("status, error, left(error_message, 13), seed"))
        .hasSize(GRID.size())
        .containsOnlyOnce("FAILEDExecutorLostexecutor lost" + GRID.trial(1).seed());

    assertThat(sweep().run().failed()).isEqualTo(1);
    SweepResult again = sweep().retryFailed(true).run();
    assertThat(again.completed()).isEqualTo(1);
    assertThat(again.failed()).isZero();
  }

  @Test
  void aDeathBetweenTheDriversOfTwoClustersIsNoTrialsFault() {
    for (int i = 0; i < 3; i++) {
      Suspects.of(store()).begin(unit(1), "dead", false);
      Suspects.of(store()).takeOver();
    }
    assertThat(sweep().run().completed()).isEqualTo(GRID.size());
  }

  @Test
  void aFreshSweepForgetsTheDead() {
    for (int i = 0; i < 3; i++) {
      die(unit(1));
      Suspects.of(store()).takeOver();
    }
    assertThat(sweep().fresh(true).run().completed()).isEqualTo(GRID.size());
  }
}
