package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.sweep.WorkUnit.Planned;

/** What a sweep makes of one before it whose process, driver and executor in one, has died. */
class CrashedSweepTest {

  private static final Series SERIES = TestSeries.sine(400, Protocol.STRICT);
  private static final Grid GRID =
      new Grid(
          "test",
          List.of("sine"),
          List.of(Protocol.STRICT),
          List.of(Architecture.RNN),
          List.of(3),
          List.of(Regulariser.NONE, Regulariser.SYNAPTIC_PRUNING),
          List.of(42L, 43L, 44L),
          new TrainingSettings(4, 64, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER),
          1,
          Map.of());

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private ResultStore store() {
    return new ResultStore(out, "test");
  }

  private Sweep sweep() {
    return Sweep.in(spark)
        .grid(GRID)
        .series(Map.of(new SeriesKey("sine", Protocol.STRICT), SERIES))
        .into(store());
  }

  private List<String> rows(String columns) {
    spark.read().parquet(out.resolve("trials").toString()).createOrReplaceTempView("trials");
    return spark.sql("select " + columns + " from trials order by 1, 2").collectAsList().stream()
        .map(Row::mkString)
        .toList();
  }

  private static WorkUnit unit(int... places) {
    return new WorkUnit(
        java.util.stream.IntStream.of(places)
            .mapToObj(
                place -> {
                  Trial trial = GRID.trial(place);
                  return new Planned(trial, TrialRow.idOf(trial, SERIES.info()), 1);
                })
            .toList(),
        places.length);
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
