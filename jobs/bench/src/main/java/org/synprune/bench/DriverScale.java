package org.synprune.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.spark.StoreSettings;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.Sweep;
import org.synprune.jobs.sweep.SweepPlan;
import org.synprune.jobs.sweep.SweepResult;
import scala.Tuple2;

/**
 * A driver with a very large grid: plans it, then finds every trial done. Prints the seconds of
 * both.
 */
final class DriverScale {

  private static final List<Integer> LOOKBACKS = List.of(1, 3, 7, 14, 30, 60);
  private static final int FILES = 1000;
  private static final int SLOTS = 64;

  private DriverScale() {}

  /** Arguments: least number of trials, folder for results or its address. */
  public static void main(String[] args) throws IOException {
    Series series = OwnSteps.series(60, 4);
    SeriesInfo info = series.info();
    int perSeed = Architecture.values().length * LOOKBACKS.size() * Regulariser.values().length;
    long seeds = (Long.parseLong(args[0]) + perSeed - 1) / perSeed;
    Grid grid =
        new Grid(
            "scale",
            List.of(info.dataset()),
            List.of(info.protocol()),
            List.of(Architecture.values()),
            LOOKBACKS,
            List.of(Regulariser.values()),
            LongStream.rangeClosed(1, seeds).boxed().toList(),
            TrainingSettings.PAPER,
            1,
            Map.of());
    ResultStore store = new ResultStore(Folder.of(args[1], StoreSettings.ofProcess()), "scale");
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "localhost")
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate()) {
      Sweep sweep =
          Sweep.in(spark)
              .grid(grid)
              .series(Map.of(new SeriesKey(info.dataset(), info.protocol()), series))
              .into(store);
      long start = System.nanoTime();
      SweepPlan plan = sweep.plan(SLOTS);
      double planned = seconds(start);
      writeAllCompleted(spark, grid, info, store);
      start = System.nanoTime();
      SweepResult result = sweep.run();
      double skipped = seconds(start);
      if (plan.open() != grid.size() || result.skipped() != grid.size()) {
        throw new IllegalStateException("planned " + plan + ", swept " + result);
      }
      System.out.printf("%.3f %.3f%n", planned, skipped);
    }
  }

  /** What a sweep would have left, in the columns that a resumed one reads. */
  private static void writeAllCompleted(
      SparkSession spark, Grid grid, SeriesInfo info, ResultStore store) {
    spark
        .range(grid.size())
        .map(
            (MapFunction<Long, Tuple2<String, String>>)
                place -> {
                  Trial trial = grid.trial(Math.toIntExact(place));
                  return new Tuple2<>(TrialRow.idOf(trial, info), trial.config());
                },
            Encoders.tuple(Encoders.STRING(), Encoders.STRING()))
        .toDF("trial_id", "config")
        .select(
            functions.col("trial_id"),
            functions.col("config"),
            functions.lit(1).as("attempt"),
            functions.lit(ResultTables.COMPLETED).as("status"),
            functions.lit(info.dataset()).as("dataset"),
            functions.lit(info.protocol().id()).as("protocol"),
            functions.lit(info.id()).as("series_id"),
            functions.lit(grid.trial(0).settingsConfig()).as("settings"))
        .repartition(FILES)
        .write()
        .parquet(store.folder(ResultTables.TRIALS.name()).path().toString());
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
