package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.StepCurve;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.results.Compaction;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.StepReader;
import org.synprune.jobs.results.Table;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;

/** A sweep that forecasts one step and several. */
class HorizonSweepTest {

  private static final int STEPS = 5;
  private static final int LOOKBACK = 7;
  private static final Series SERIES = SmallGrid.SERIES;

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private static Grid grid(Integer... horizons) {
    List<ArmSpec> arms = ArmSpec.of(List.of(Regulariser.NONE, Regulariser.MC_DROPOUT));
    TrainingSettings settings =
        new TrainingSettings(4, 64, 1e-2, 16, 0.3, 5, 3, PruningSettings.PAPER);
    return new Grid(
        "steps",
        List.of("sine"),
        List.of(Protocol.STRICT),
        List.of(Architecture.RNN),
        List.of(LOOKBACK),
        arms,
        List.of(42L, 43L),
        List.of(horizons).stream()
            .map(steps -> new Grid.Varied(Variant.NONE.withHorizon(steps), settings))
            .toList(),
        Question.ofPruning(arms),
        1,
        Map.of());
  }

  private ResultStore swept(String run, Integer... horizons) {
    ResultStore store = new ResultStore(out, run);
    SweepResult result =
        Sweep.in(spark).grid(grid(horizons)).series(SmallGrid.ALL_SERIES).into(store).run();
    assertThat(result.completed()).isEqualTo(horizons.length * 4L);
    return store;
  }

  private List<Row> rows(Table<?> table, ResultStore store, String where, String... columns) {
    return table.read(spark, store).where(where).selectExpr(columns).collectAsList();
  }

  /** Mean absolute error of the last known value, so many steps ahead. */
  private static double naive(int step) {
    double[] raw = SERIES.rawTarget();
    return IntStream.of(Windows.of(SERIES, LOOKBACK, STEPS).test())
        .mapToDouble(t -> Math.abs(raw[t + step - 1] - raw[t - 1]))
        .average()
        .orElseThrow();
  }

  @Test
  void errorsAreThoseOfAllStepsAndOfEach() {
    ResultStore store = swept("both", 1, STEPS);
    String[] columns = {"trial_id", "mae", "rmse", "mase", "naive_mae", "test_windows", "variant"};
    List<Row> trials = rows(ResultTables.TRIALS, store, "horizon = " + STEPS, columns);
    assertThat(trials).hasSize(4);
    double naive = IntStream.rangeClosed(1, STEPS).mapToDouble(step -> naive(step)).sum() / STEPS;
    double[] raw = SERIES.rawTarget();
    double oneStepChange =
        IntStream.range(1, SERIES.info().trainEnd())
            .mapToDouble(t -> Math.abs(raw[t] - raw[t - 1]))
            .average()
            .orElseThrow();
    for (Row trial : trials) {
      assertThat(trial.getString(6)).isEqualTo("horizon=" + STEPS);
      assertThat(trial.getInt(5)).isEqualTo(80 - STEPS + 1);
      assertThat(trial.getDouble(4)).isCloseTo(naive, within(1e-12));
      assertThat(trial.getDouble(3))
          .as("MASE is in units of the one-step change, whatever the horizon")
          .isCloseTo(trial.getDouble(1) / oneStepChange, within(1e-9));
      List<Row> steps =
          rows(
              ResultTables.STEPS,
              store,
              "trial_id = '" + trial.getString(0) + "'",
              "step",
              "mae",
              "rmse",
              "mase",
              "naive_mae");
      assertThat(steps).extracting(row -> row.getInt(0)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
      assertThat(steps.stream().mapToDouble(row -> row.getDouble(1)).average().orElseThrow())
          .isCloseTo(trial.getDouble(1), within(1e-12));
      assertThat(
              Math.sqrt(
                  steps.stream()
                      .mapToDouble(row -> row.getDouble(2) * row.getDouble(2))
                      .average()
                      .orElseThrow()))
          .isCloseTo(trial.getDouble(2), within(1e-12));
      for (Row step : steps) {
        assertThat(step.getDouble(3)).isCloseTo(step.getDouble(1) / oneStepChange, within(1e-9));
        assertThat(step.getDouble(4)).isCloseTo(naive(step.getInt(0)), within(1e-12));
      }
    }
    assertThat(TrialReader.naive(spark, store).get(Protocol.STRICT))
        .extracting(NaiveForecast::horizon)
        .containsExactly(1, STEPS);
    requireCurves(store);
    List<Row> before = rows(ResultTables.STEPS, store, "true", "to_json(struct(*)) as row");
    assertThat(before).hasSize(4 * STEPS);
    Compaction.run(store);
    assertThat(rows(ResultTables.STEPS, store, "true", "to_json(struct(*)) as row"))
        .containsExactlyInAnyOrderElementsOf(before);
  }

  /** What the page draws, beside the mean that Spark's SQL has of the table. */
  private void requireCurves(ResultStore store) {
    List<StepCurve> curves = StepReader.read(spark, store);
    assertThat(curves).extracting(one -> one.arm().name()).containsExactly("mc-dropout", "none");
    ResultTables.STEPS.read(spark, store).createOrReplaceTempView("all_steps");
    ResultTables.TRIALS.read(spark, store).createOrReplaceTempView("all_trials");
    for (StepCurve curve : curves) {
      assertThat(curve.place().horizon()).isEqualTo(STEPS);
      assertThat(curve.trials()).isEqualTo(2);
      for (int step = 1; step <= STEPS; step++) {
        double mean =
            spark
                .sql(
                    "SELECT avg(s.mae) FROM all_steps s JOIN all_trials t ON s.trial_id = t.trial_id"
                        + " WHERE t.regulariser = '%s' AND s.step = %d"
                            .formatted(curve.arm().name(), step))
                .first()
                .getDouble(0);
        assertThat(curve.mae().get(step - 1)).isCloseTo(mean, within(1e-12));
        assertThat(curve.naive().get(step - 1)).isCloseTo(naive(step), within(1e-12));
      }
    }
  }

  @Test
  void theNextStepAloneIsWhatItWas() {
    String[] result = {"trial_id", "mae", "rmse", "config", "variant", "horizon"};
    ResultStore alone = swept("alone", 1);
    assertThat(alone.folder("steps").storage())
        .satisfies(one -> assertThat(alone.has(ResultTables.STEPS)).isFalse());
    assertThat(rows(ResultTables.TRIALS, swept("beside", STEPS, 1), "horizon = 1", result))
        .containsExactlyInAnyOrderElementsOf(rows(ResultTables.TRIALS, alone, "true", result));
  }
}
