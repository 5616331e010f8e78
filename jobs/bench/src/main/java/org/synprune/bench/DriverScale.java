package org.synprune.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.synprune.bench.process.TemporaryFolder;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.bench.stores.StoreScale;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
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

  /** The heap it has. */
  static final String HEAP = "-Xmx900m";

  private static final List<Integer> LOOKBACKS = List.of(1, 3, 7, 14, 30, 60);
  private static final int FILES = 1000;
  private static final int SLOTS = 64;
  private static final int WRITERS = 16;

  private DriverScale() {}

  /** Arguments: least number of trials, and a folder or its address, which is removed after. */
  public static void main(String[] args) throws Exception {
    Series series = OwnSteps.series(60, 4);
    SeriesInfo info = series.info();
    int perSeed = Architecture.builtIn().size() * LOOKBACKS.size() * Regulariser.values().length;
    long seeds = (Long.parseLong(args[0]) + perSeed - 1) / perSeed;
    Grid grid =
        new Grid(
            "scale",
            List.of(info.dataset()),
            List.of(info.protocol()),
            Architecture.builtIn(),
            LOOKBACKS,
            ArmSpec.plain(),
            LongStream.rangeClosed(1, seeds).boxed().toList(),
            TrainingSettings.PAPER,
            1,
            Map.of());
    ResultStore store = new ResultStore(Folder.of(args[1], StoreSettings.ofProcess()), "scale");
    try (SparkSession spark = StoreScale.spark()) {
      Sweep sweep =
          Sweep.in(spark)
              .grid(grid)
              .series(Map.of(new SeriesKey(info.dataset(), info.protocol()), series))
              .into(store);
      long start = System.nanoTime();
      SweepPlan plan = sweep.plan(SLOTS, false);
      double planned = seconds(start);
      try (TemporaryFolder made = new TemporaryFolder()) {
        writeAllCompleted(spark, grid, info, made.path());
        publish(made.path(), store);
      }
      start = System.nanoTime();
      SweepResult result = sweep.run();
      double skipped = seconds(start);
      if (plan.open() != grid.size() || result.skipped() != grid.size()) {
        throw new IllegalStateException("planned " + plan + ", swept " + result);
      }
      System.out.printf(Locale.ROOT, "%n%.3f %.3f%n", planned, skipped);
    } finally {
      store.storage().remove(store.root().path());
    }
  }

  /** What a sweep would have left, in the columns that a resumed one reads. */
  private static void writeAllCompleted(
      SparkSession spark, Grid grid, SeriesInfo info, Path folder) {
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
        .mode(SaveMode.Overwrite)
        .parquet(folder.toUri().toString());
  }

  /** Takes files to where a sweep has its own: Spark's way of writing is slow on object stores. */
  private static void publish(Path folder, ResultStore store)
      throws IOException, InterruptedException, ExecutionException {
    Folder trials = store.folder(ResultTables.TRIALS.name());
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.parquet")) {
      List<Callable<Void>> all = new ArrayList<>();
      for (Path file : files) {
        all.add(
            () -> {
              store
                  .storage()
                  .publish(
                      trials.resolve(String.valueOf(file.getFileName())).path(),
                      store.staging(),
                      out -> Files.copy(file, out));
              return null;
            });
      }
      for (Future<Void> one : writers.invokeAll(all)) {
        one.get();
      }
    } finally {
      writers.shutdownNow();
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
