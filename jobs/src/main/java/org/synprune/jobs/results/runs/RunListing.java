package org.synprune.jobs.results.runs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.RunFolders;
import org.synprune.jobs.storage.Folder;

/** Lists the runs of a result folder. */
public final class RunListing {

  private static final List<String> GRID =
      List.of("dataset", "protocol", "architecture", "lookback", "regulariser", "seed");

  private RunListing() {}

  /**
   * Lists the runs.
   *
   * @param spark the session that reads
   * @param root the result folder
   * @return what there is of each run, sorted by name; files of trials that can't be read aren't
   *     counted
   */
  public static List<RunInfo> read(SparkSession spark, Folder root) {
    RunFolders folders = new RunFolders(root);
    return folders.runs().stream()
        .map(run -> read(spark, new ResultStore(root, run), folders.bytes(run)))
        .toList();
  }

  private static RunInfo read(SparkSession spark, ResultStore store, long bytes) {
    if (!store.hasTrials()) {
      return new RunInfo(store.run(), RunInfo.Grid.EMPTY, 0, 0, bytes, null);
    }
    Stream<Column> counts =
        Stream.of(sum(when(col("completed"), 0L).otherwise(1L)), unix_micros(max(col("newest"))));
    Stream<Column> values = GRID.stream().map(name -> sort_array(collect_set(name)));
    Row row =
        spark
            .read()
            .option("ignoreCorruptFiles", "true")
            .schema(ResultTables.TRIALS.sparkSchema())
            .parquet(store.readable(ResultTables.TRIALS.name()))
            .groupBy(
                Stream.concat(Stream.of("trial_id"), GRID.stream())
                    .map(functions::col)
                    .toArray(Column[]::new))
            .agg(
                max(col("status").equalTo(ResultTables.COMPLETED)).as("completed"),
                max("finished_at").as("newest"))
            .agg(count(lit(1)), Stream.concat(counts, values).toArray(Column[]::new))
            .head();
    if (row.getLong(0) == 0) {
      return new RunInfo(store.run(), RunInfo.Grid.EMPTY, 0, 0, bytes, null);
    }
    return new RunInfo(
        store.run(),
        new RunInfo.Grid(
            row.getList(3),
            row.getList(4),
            row.getList(5),
            row.getList(6),
            row.getList(7),
            row.getList(8)),
        row.getLong(0),
        row.getLong(1),
        bytes,
        Instant.EPOCH.plus(row.getLong(2), ChronoUnit.MICROS));
  }
}
