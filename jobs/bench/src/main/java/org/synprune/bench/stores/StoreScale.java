package org.synprune.bench.stores;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.spark.StoreSettings;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.sweep.Sweep;
import org.synprune.jobs.sweep.SweepResult;

/**
 * What a store makes of many work units: commits them one by one, then some at a time, and resumes
 * a sweep that finds all of them done. Prints the seconds of the three, and how many requests the
 * first and the last made of a store that counts them. The same is done with a few units before,
 * which isn't timed.
 */
public final class StoreScale {

  private static final int WARM_UP = 20;

  /** S3A's counter of all that it sends. */
  private static final String REQUESTS = "store_io_request";

  private StoreScale() {}

  /** Arguments: a folder's address, which is removed after; units; writers at a time. */
  public static void main(String[] args) throws Exception {
    Configuration settings = StoreSettings.ofProcess();
    Folder root = Folder.of(args[0], settings);
    FileSystem client = new Path(args[0]).getFileSystem(settings);
    int units = Integer.parseInt(args[1]);
    int writers = Integer.parseInt(args[2]);
    try (SparkSession spark = spark()) {
      UnitRows few = new UnitRows(WARM_UP, spark.version());
      commit(few, WARM_UP, 1, new ResultStore(root, "warm-up"));
      commit(few, WARM_UP, writers, new ResultStore(root, "warm-up-side-by-side"));
      resume(spark, few, new ResultStore(root, "warm-up"));
      UnitRows many = new UnitRows(units, spark.version());
      ResultStore oneByOne = new ResultStore(root, "one-by-one");
      long before = requests(client);
      double one = commit(many, units, 1, oneByOne);
      long committed = requests(client) - before;
      double some = commit(many, units, writers, new ResultStore(root, "side-by-side"));
      before = requests(client);
      double resumed = resume(spark, many, oneByOne);
      double found = requests(client) - before;
      System.out.printf(
          Locale.ROOT,
          "%n%.3f %.3f %.3f %.1f %.1f%n",
          one,
          some,
          resumed,
          (double) committed,
          found);
    } finally {
      root.storage().remove(root.path());
    }
  }

  /** What a client of an object store has sent so far; 0 of a client that doesn't count. */
  private static long requests(FileSystem client) {
    if (client instanceof IOStatisticsSource source && source.getIOStatistics() != null) {
      return source.getIOStatistics().counters().getOrDefault(REQUESTS, 0L);
    }
    return 0;
  }

  /** A Spark of two cores in this process. */
  public static SparkSession spark() {
    return SparkSession.builder()
        .config(StoreSettings.closingSoon(new SparkConf()))
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "localhost")
        .config("spark.sql.shuffle.partitions", "8")
        .getOrCreate();
  }

  /** Does what tasks do at their end, and returns the seconds. */
  static double commit(UnitRows rows, int units, int writers, ResultStore store)
      throws InterruptedException, ExecutionException {
    ExecutorService tasks = Executors.newFixedThreadPool(writers);
    try (RunLock lock = RunLock.acquire(store, "bench")) {
      List<Callable<Void>> commits = new ArrayList<>();
      for (int unit = 0; unit < units; unit++) {
        List<TrialRow> made = rows.of(unit);
        String id = TrialRow.digest("unit " + unit);
        commits.add(
            () -> {
              RunLock.requireHeld(store, lock.token());
              store.commit(id, made);
              return null;
            });
      }
      long start = System.nanoTime();
      for (Future<Void> done : tasks.invokeAll(commits)) {
        done.get();
      }
      return seconds(start);
    } finally {
      tasks.shutdownNow();
    }
  }

  /** Has a sweep find all units done, and returns the seconds. */
  private static double resume(SparkSession spark, UnitRows rows, ResultStore store) {
    long start = System.nanoTime();
    SweepResult result = Sweep.in(spark).grid(rows.grid()).series(rows.series()).into(store).run();
    double seconds = seconds(start);
    if (result.skipped() != rows.grid().size() || !result.damaged().isEmpty()) {
      throw new IllegalStateException("expected all trials done: " + result);
    }
    return seconds;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
