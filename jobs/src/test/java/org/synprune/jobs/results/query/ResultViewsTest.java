package org.synprune.jobs.results.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.store.SeriesSchema;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.results.HandMade;
import org.synprune.jobs.results.InferenceTable;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.ResultTables.OfTrial;
import org.synprune.jobs.results.SummaryTables;
import org.synprune.jobs.results.Table;
import org.synprune.jobs.results.TableColumn;
import org.synprune.jobs.results.nightly.RegressionTable;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.train.outcome.TrialOutcome.Step;

/** What the views of a result folder show. */
class ResultViewsTest {

  @TempDir private Path out;

  private SparkSession spark;

  @BeforeEach
  void results() throws IOException {
    spark = LocalSpark.get().newSession();
    ResultStore store = new ResultStore(out, "a");
    store.commit("u", List.of(HandMade.completed(Regulariser.SYNAPTIC_PRUNING, 1)));
    store.write(
        ResultTables.STEPS, "u", List.of(new OfTrial<>("a".repeat(32), new Step(1, 1, 1, 1, 1))));
    SummaryTables.write(store, List.of(), List.of());
    store.write(ResultTables.QUESTIONS, ResultTables.QUESTIONS.name(), List.of());
    store.write(ResultTables.JOINED, ResultTables.JOINED.name(), List.of());
    store.write(ResultTables.BASELINES, "b", List.of());
    InferenceTable.measure(store, Map.of());
    RegressionTable.write(store, new NightComparison("a", List.of(), 0, 0, List.of()));
    forecasts("a", "0".repeat(32), false);
    forecasts("b", "1".repeat(32), true);
    series("bitcoin", "strict", "close", List.of("close", "volume"));
    series("power", "paper", "load", List.of("load", "hour"));
    Files.createDirectories(out.resolve("series/power/.paper.x.part/data"));
  }

  private void forecasts(String run, String trial, boolean spread) {
    StructType schema =
        new StructType()
            .add("row", DataTypes.LongType, false)
            .add("step", DataTypes.IntegerType, false)
            .add("actual", DataTypes.DoubleType, false)
            .add("forecast", DataTypes.DoubleType, false);
    Row row = RowFactory.create(7L, 1, 1.0, 2.0);
    if (spread) {
      schema = schema.add("forecast_sd", DataTypes.DoubleType, false);
      row = RowFactory.create(7L, 1, 1.0, 2.0, 0.5);
    }
    spark
        .createDataFrame(List.of(row), schema)
        .write()
        .parquet(out.resolve("forecasts/run=" + run + "/trial_id=" + trial).toString());
  }

  private void series(String dataset, String protocol, String target, List<String> features) {
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < 3; i++) {
      LocalDateTime time = LocalDateTime.of(2026, 1, 1, (int) i, 0);
      boolean halo = i == 2;
      rows.add(RowFactory.create(i, 0, halo, time, 0, "train", true, i + 0.5, 1f, i + 2f, i + 3f));
    }
    spark
        .createDataFrame(rows, SeriesSchema.of(target, features))
        .write()
        .parquet(
            out.resolve("series").resolve(dataset).resolve(protocol).resolve("data").toString());
  }

  private List<Row> rows(String sql) {
    return spark.sql(sql).collectAsList();
  }

  @Test
  void everyColumnOfEveryViewHasMeaningAndUnit() {
    List<String> views = ResultViews.register(spark, Folder.local(out), Set.of());
    assertThat(views)
        .containsExactly(
            "trials",
            "epochs",
            "layers",
            "steps",
            "questions",
            "joined",
            "baselines",
            "cells",
            "answers",
            "tests",
            "inference",
            "regressions",
            "forecasts",
            "series");
    assertThat(ResultViews.writers().keySet()).containsExactlyInAnyOrderElementsOf(views);
    for (String view : views) {
      Map<String, String> comments = new HashMap<>();
      for (Row row : rows("DESCRIBE TABLE " + view)) {
        comments.put(row.getString(0), row.getString(2));
      }
      assertThat(comments).as(view).hasSizeGreaterThan(2);
      assertThat(comments.values()).as(view).allMatch(one -> one.matches("(?s).{3,} \\[.{2,}]"));
    }
    assertThat(rows("DESCRIBE trials seconds_train").toString())
        .contains("the trial's share of training time [seconds]");
  }

  @Test
  void theColumnsOfATableAreThoseOfItsFiles() {
    for (Table<?> table : ResultTables.all()) {
      List<String> written =
          List.of(spark.read().parquet(new ResultStore(out, "a").readable(table.name())).columns());
      assertThat(table.columns()).extracting(TableColumn::name).isEqualTo(written);
    }
  }

  @Test
  void forecastsOfAllTrialsAreOneView() {
    ResultViews.register(spark, Folder.local(out), Set.of());
    assertThat(rows("SELECT run, trial_id, row, forecast, forecast_sd FROM forecasts ORDER BY run"))
        .containsExactly(
            RowFactory.create("a", "0".repeat(32), 7L, 2.0, null),
            RowFactory.create("b", "1".repeat(32), 7L, 2.0, 0.5));
    ResultViews.register(spark, Folder.local(out), Set.of("a"));
    assertThat(rows("SELECT run FROM forecasts")).containsExactly(RowFactory.create("a"));
  }

  @Test
  void seriesAreOneViewWithTheFeaturesOfAll() {
    ResultViews.register(spark, Folder.local(out), Set.of("a"));
    assertThat(rows("SELECT dataset, protocol, row, close, hour FROM series ORDER BY dataset, row"))
        .containsExactly(
            RowFactory.create("bitcoin", "strict", 0L, 2f, null),
            RowFactory.create("bitcoin", "strict", 1L, 3f, null),
            RowFactory.create("power", "paper", 0L, null, 3f),
            RowFactory.create("power", "paper", 1L, null, 4f));
    assertThat(rows("SELECT raw_load FROM series WHERE dataset = 'power' ORDER BY row"))
        .containsExactly(RowFactory.create(0.5), RowFactory.create(1.5));
  }

  @Test
  void aRunOfAnEarlierVersionReadsNullWhereItLacksColumns() {
    ResultStore old = new ResultStore(out, "old");
    spark
        .sql("SELECT 'x' AS trial_id, 'COMPLETED' AS status")
        .write()
        .parquet(old.folder("trials").toString());
    Row row = ResultTables.TRIALS.read(spark, old).head();
    assertThat(row.<String>getAs("status")).isEqualTo("COMPLETED");
    assertThat(row.<Integer>getAs("features")).isNull();
  }
}
