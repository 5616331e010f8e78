package org.synprune.jobs.results.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.analysis.ForecastCurves;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.results.HandMade;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialRow;

/** What the page draws of forecasts that were written by hand. */
class ForecastReaderTest {

  private static final LocalDateTime START = LocalDateTime.of(2026, 3, 1, 0, 0);

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private ResultStore store(TrialRow... trials) {
    ResultStore store = new ResultStore(out, "test");
    store.commit("unit", List.of(trials));
    return store;
  }

  private void forecasts(TrialRow trial, StructType schema, List<Row> rows) {
    spark
        .createDataFrame(rows, schema)
        .write()
        .parquet(out.resolve("forecasts/run=test/trial_id=" + trial.trialId()).toString());
  }

  private static StructType schema(boolean timed, boolean spread) {
    StructType schema = new StructType().add("row", DataTypes.LongType, false);
    if (timed) {
      schema = schema.add("time", DataTypes.TimestampNTZType).add("step", DataTypes.IntegerType);
    }
    schema = schema.add("actual", DataTypes.DoubleType).add("forecast", DataTypes.DoubleType);
    return spread ? schema.add("forecast_sd", DataTypes.DoubleType) : schema;
  }

  @Test
  void theNewestTargetsAreMeansOverSeedsWithTimesAndSpread() {
    TrialRow one = HandMade.completed(Regulariser.MC_DROPOUT, 1);
    TrialRow other = HandMade.completed(Regulariser.MC_DROPOUT, 2);
    TrialRow none = HandMade.completed(Regulariser.NONE, 1);
    ResultStore store = store(one, other, none);
    List<Row> first = new ArrayList<>();
    List<Row> second = new ArrayList<>();
    for (long row = 0; row < 150; row++) {
      LocalDateTime time = START.plusHours(row);
      first.add(RowFactory.create(row, time, 1, row / 2., 10., 3.));
      first.add(RowFactory.create(row, time, 2, row / 2., 999., 3.));
      second.add(RowFactory.create(row, time, 1, row / 2., 20., 4.));
    }
    forecasts(one, schema(true, true), first);
    forecasts(other, schema(true, true), second);
    List<Row> plain = new ArrayList<>();
    for (long row = 100; row < 150; row++) {
      plain.add(RowFactory.create(row, START.plusHours(row), 1, row / 2., 30.));
    }
    forecasts(none, schema(true, false), plain);

    ForecastCurves curves = ForecastReader.read(spark, store).get(0);
    assertThat(curves.place()).isEqualTo(one.outcome().trial().place());
    assertThat(curves.rows()).hasSize(100).startsWith(50L, 51L).endsWith(149L);
    assertThat(curves.times().get(0))
        .isEqualTo(Instant.parse("2026-03-03T02:00:00Z").toEpochMilli());
    assertThat(curves.actual()).startsWith(25., 25.5).endsWith(74.5);
    ForecastCurves.OfArm unregularised = curves.arms().get(0);
    assertThat(unregularised.arm()).isEqualTo(Arm.NONE);
    assertThat(unregularised.networks()).isEqualTo(1);
    assertThat(unregularised.forecast()).startsWith((Double) null).endsWith(30.);
    assertThat(unregularised.spread()).isEmpty();
    ForecastCurves.OfArm stochastic = curves.arms().get(1);
    assertThat(stochastic.arm()).isEqualTo(Arm.of(Regulariser.MC_DROPOUT));
    assertThat(stochastic.networks()).isEqualTo(2);
    assertThat(stochastic.forecast()).containsOnly(15.);
    // The root of the mean of 9 and 16.
    assertThat(stochastic.spread())
        .allSatisfy(sd -> assertThat(sd).isCloseTo(3.53553, within(1e-5)));
  }

  @Test
  void forecastsOfAnEarlierVersionHaveRowsInPlaceOfTimes() {
    TrialRow trial = HandMade.completed(Regulariser.NONE, 1);
    ResultStore store = store(trial);
    forecasts(trial, schema(false, false), List.of(RowFactory.create(7L, 1., 2.)));
    ForecastCurves curves = ForecastReader.read(spark, store).get(0);
    assertThat(curves.rows()).containsExactly(7L);
    assertThat(curves.times()).isEmpty();
    assertThat(curves.arms().get(0).forecast()).containsExactly(2.);
  }

  @Test
  void aRunWithoutForecastsHasNothingToDraw() {
    ResultStore store = store(HandMade.completed(Regulariser.NONE, 1));
    assertThat(ForecastReader.read(spark, store)).isEmpty();
    forecasts(
        HandMade.completed(Regulariser.NONE, 2),
        schema(false, false),
        List.of(RowFactory.create(7L, 1., 2.)));
    assertThat(ForecastReader.read(spark, store)).as("of a trial that isn't in the run").isEmpty();
  }
}
