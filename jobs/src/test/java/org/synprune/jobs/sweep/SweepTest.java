package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;

/** Each trial of a grid is trained once, and gives the same whatever is trained with it. */
class SweepTest {

  private static final SeriesKey SINE = new SeriesKey("sine", Protocol.STRICT);
  private static final Series SERIES = TestSeries.sine(400, Protocol.STRICT);

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private static Grid grid(List<Regulariser> arms, List<Long> seeds) {
    PruningSettings pruning = PruningSettings.PAPER;
    return new Grid(
        "test",
        List.of("sine"),
        List.of(Protocol.STRICT),
        List.of(Architecture.RNN, Architecture.LSTM),
        List.of(3, 7),
        ArmSpec.of(arms),
        seeds,
        new TrainingSettings(8, 64, 1e-3, 8, 0.3, 5, 3, pruning),
        1,
        Map.of());
  }

  private static final Grid FULL = grid(List.of(Regulariser.values()), List.of(42L, 43L));

  private Sweep sweep(Grid grid, Series series) {
    return Sweep.in(spark)
        .grid(grid)
        .series(Map.of(SINE, series))
        .into(new ResultStore(out, "test"));
  }

  private List<Row> query(String sql) {
    for (String table : List.of("trials", "epochs", "layers")) {
      spark.read().parquet(out.resolve(table).toString()).createOrReplaceTempView(table);
    }
    return spark.sql(sql).collectAsList();
  }

  @Test
  void writesEveryTrialOnceWithItsEpochsAndLayers() {
    SweepResult result = sweep(FULL, SERIES).run();
    assertThat(result.planned()).isEqualTo(FULL.size());
    assertThat(result.completed()).isEqualTo(FULL.size());
    assertThat(result.failed()).isZero();

    assertThat(query("select distinct status, attempt, run from trials"))
        .singleElement()
        .satisfies(row -> assertThat(row.mkString("/")).isEqualTo("COMPLETED/1/test"));
    assertThat(query("select trial_id from trials group by 1 having count(*) = 1"))
        .hasSize(FULL.size());
    assertThat(
            query(
                "select t.trial_id from trials t join epochs e using (trial_id)"
                    + " group by 1 having count(*) = 8 and min(e.epoch) = 1"))
        .hasSize(FULL.size());
    assertThat(
            query(
                    "select array_join(array_sort(collect_set(regulariser)), ' ') from trials"
                        + " join layers using (trial_id) where pruned > 0")
                .get(0)
                .getString(0))
        .isEqualTo(
            "gradual-magnitude random-pruning rigl set snip synaptic-growth synaptic-pruning");
    assertThat(
            query(
                "select 1 from trials where regulariser = 'synaptic-pruning'"
                    + " and abs(achieved_sparsity - 0.7) < 0.02 and nonzeros < parameters"))
        .hasSize(8);
    assertThat(
            query(
                "select 1 from trials where mae > 0 and rmse >= mae and abs(mae_scaled * 2 - mae)"
                    + " < 1e-9 and naive_mae > 0 and restored_epoch in (7, 8)"
                    + " and engine_version like 'PyTorch%' and spark_version = '"
                    + spark.version()
                    + "'"
                    + " and config like '%\"lookback\"%' and data_sha256 like '000%'"))
        .hasSize(FULL.size());
  }

  @Test
  void forecastsThatCostNothingAreMeasuredOnceForTheSameTestWindows() throws IOException {
    Grid grid = grid(List.of(Regulariser.NONE), List.of(42L));
    sweep(grid, SERIES).run();
    Path folder = out.resolve("baselines/run=test");
    Path file = folder.resolve("sine-strict-7.parquet");
    byte[] before = Files.readAllBytes(file);
    spark.read().parquet(out.resolve("baselines").toString()).createOrReplaceTempView("baselines");
    assertThat(
            query(
                "select 1 from trials t join baselines b using (protocol, dataset, lookback)"
                    + " where forecast = 'naive' and abs(b.mae - naive_mae) < 1e-12"
                    + " and b.test_windows = t.test_windows"
                    + " and abs(b.mae / b.mase - t.mae / t.mase) < 1e-9"))
        .hasSize(grid.size());
    // A sine is linear in its past.
    assertThat(query("select 1 from baselines where forecast = 'ridge' and mase < 0.3")).hasSize(2);
    assertThat(
            query(
                "select 1 from baselines where forecast = 'seasonal-naive' and mae is null and"
                    + " note like 'no season%'"))
        .hasSize(2);

    Files.delete(folder.resolve("sine-strict-3.parquet"));
    Files.write(file, new byte[0]);
    sweep(grid, SERIES).run();
    assertThat(Files.size(file)).isZero();
    assertThat(folder.resolve("sine-strict-3.parquet")).isNotEmptyFile();
    assertThat(before).isNotEmpty();
  }

  @Test
  void aSecondSweepDoesOnlyWhatIsMissing() throws IOException {
    Grid half = grid(List.of(Regulariser.NONE, Regulariser.DROPOUT), List.of(42L, 43L));
    sweep(half, SERIES).run();

    // What a sweep leaves that is killed between its files and in the middle of one.
    Path folder = out.resolve("epochs/run=test");
    Files.copy(anyFile(folder), folder.resolve("killed.parquet"));
    Path staging = Files.createDirectories(out.resolve(".staging/test"));
    Files.write(staging.resolve("trials-half.parquet"), new byte[] {1, 2, 3});

    SweepResult rest = sweep(FULL, SERIES).run();
    assertThat(rest.skipped()).isEqualTo(16);
    assertThat(rest.completed()).isEqualTo(FULL.size() - 16);
    assertThat(query("select trial_id from trials group by 1 having count(*) = 1"))
        .hasSize(FULL.size());
    assertThat(query("select 1 from epochs")).hasSize(FULL.size() * 8);
    assertThat(staging).doesNotExist();

    SweepResult nothing = sweep(FULL, SERIES).run();
    assertThat(nothing.completed()).isZero();
    assertThat(nothing.skipped()).isEqualTo(FULL.size());
  }

  @Test
  void aTaskWhoseTimeIsUpLeavesTheRestToAnother() throws IOException {
    sweep(FULL, SERIES).run();
    List<String> inFullUnits = results();
    assertThat(files("trials")).isLessThan(FULL.size() / 2);
    new ResultStore(out, "test").clear();

    // Networks of 8 units are trained one by one: a task has trained one when its time is up.
    SweepResult result = sweep(FULL, SERIES).longestTask(Duration.ZERO).run();
    assertThat(result.completed()).isEqualTo(FULL.size());
    assertThat(result.failed()).isZero();
    assertThat(files("trials")).isEqualTo(FULL.size());
    assertThat(results()).containsExactlyInAnyOrderElementsOf(inFullUnits);
  }

  private long files(String table) throws IOException {
    try (Stream<Path> files = Files.walk(out.resolve(table))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  @Test
  void resultsDependNeitherOnOrderNorOnCompany() {
    sweep(FULL, SERIES).run();
    List<String> together = results();
    new ResultStore(out, "test").clear();
    for (long seed : List.of(43L, 42L)) {
      for (Regulariser arm : List.of(Regulariser.SYNAPTIC_PRUNING, Regulariser.MC_DROPOUT)) {
        sweep(grid(List.of(arm), List.of(seed)), SERIES).run();
      }
    }
    assertThat(results()).hasSize(16).isSubsetOf(together);
  }

  private List<String> results() {
    List<String> results = new ArrayList<>();
    for (Row row :
        query(
            "select trial_id, mae, rmse, mae_best_epoch, achieved_sparsity, to_json(sort_array("
                + "collect_list(struct(epoch, train_loss, validation_loss))))"
                + " from trials join epochs using (trial_id) group by 1, 2, 3, 4, 5")) {
      results.add(row.mkString(" "));
    }
    return results;
  }

  @Test
  void aFailingTrialIsARowAndIsTriedAgainOnlyWhenAsked() {
    Series broken = TestSeries.sine(400, Protocol.STRICT);
    broken.target()[100] = Float.NaN;
    Grid one = grid(List.of(Regulariser.NONE), List.of(42L));
    SweepResult first = sweep(one, broken).run();
    assertThat(first.failed()).isEqualTo(4);
    assertThat(first.completed()).isZero();
    assertThat(query("select distinct status, error, mae from trials"))
        .singleElement()
        .satisfies(row -> assertThat(row.mkString("/")).isEqualTo("FAILED/DivergedException/null"));

    SweepResult second = sweep(one, SERIES).run();
    assertThat(second.skipped()).isZero();
    assertThat(second.completed()).isZero();
    assertThat(second.failed()).isEqualTo(4);

    SweepResult third = sweep(one, SERIES).retryFailed(true).run();
    assertThat(third.completed()).isEqualTo(4);
    assertThat(third.failed()).isZero();
    assertThat(query("select 1 from trials where status = 'COMPLETED' and attempt = 2")).hasSize(4);
    assertThat(query("select 1 from trials")).hasSize(8);
  }

  @Test
  void failingTrialsAreTriedAsOftenAsTheGridSays() {
    Series broken = TestSeries.sine(400, Protocol.STRICT);
    broken.target()[100] = Float.NaN;
    Grid once = grid(List.of(Regulariser.NONE), List.of(42L));
    Grid thrice =
        new Grid(
            once.name(),
            once.datasets(),
            once.protocols(),
            once.architectures(),
            once.lookbacks(),
            once.arms(),
            once.seeds(),
            once.variants(),
            once.question(),
            3,
            once.generate());
    assertThat(sweep(thrice, broken).run().failed()).isEqualTo(4);
    assertThat(query("select trial_id from trials group by 1 having max(attempt) = 3")).hasSize(4);
    assertThat(query("select 1 from trials")).hasSize(12);
  }

  private static Path anyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }
}
