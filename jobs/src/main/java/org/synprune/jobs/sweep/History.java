package org.synprune.jobs.sweep;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.PlaceColumns;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;
import scala.Tuple2;

/**
 * What earlier sweeps of a run have done, and what is left to train.
 *
 * @param completed trials of the grid that have a result
 * @param failed trials that have none and aren't tried again
 * @param open trials to be trained
 */
record History(int completed, int failed, List<Planned> open) {

  private static final Column[] READ =
      Stream.concat(Stream.of("trial_id", "attempt", "status"), SameRun.COLUMNS.stream())
          .map(functions::col)
          .toArray(Column[]::new);

  History {
    open = List.copyOf(open);
  }

  /**
   * Reads the run. Spark finds the trials that are left; only those come to the driver.
   *
   * @param spark the session that reads
   * @param store the run
   * @param grid what is about to be trained
   * @param infos the series it is trained on
   * @param retryFailed whether trials that failed are open
   * @return what is left
   * @throws BadInputException if the run was trained on another series of the same name, or with
   *     other settings: its rows couldn't stand beside the new ones
   */
  static History read(
      SparkSession spark,
      ResultStore store,
      Grid grid,
      Map<SeriesKey, SeriesInfo> infos,
      boolean retryFailed) {
    if (!store.hasTrials()) {
      return nothing(grid, infos);
    }
    Dataset<Row> rows =
        PlaceColumns.filled(
            spark
                .read()
                .schema(ResultTables.TRIALS.sparkSchema())
                .parquet(store.readable(ResultTables.TRIALS.name())));
    // All rows of a run are of one format version: a run of another version is refused.
    boolean ours = sameVersion(rows.select("config", "series_id", "trial_id").head());
    // Read once: opening a file takes several requests, and there is one a work unit.
    Dataset<Row> kept = rows.select(READ).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      new SameRun(grid, infos).require(kept, ours, store);
      return of(unfinished(spark, kept, grid, infos), grid, infos, retryFailed);
    } finally {
      kept.unpersist();
    }
  }

  private static History of(
      List<Row> unfinished, Grid grid, Map<SeriesKey, SeriesInfo> infos, boolean retryFailed) {
    List<Planned> open = new ArrayList<>();
    int failed = 0;
    for (Row row : unfinished) {
      boolean tried = !row.isNullAt(1);
      if (tried && !retryFailed) {
        failed++;
      } else {
        int attempt = tried ? row.getInt(1) + 1 : 1;
        open.add(planned(grid, Math.toIntExact(row.getLong(0)), infos, attempt));
      }
    }
    return new History(grid.size() - unfinished.size(), failed, open);
  }

  /** The history of a run that isn't there: all is open. */
  static History nothing(Grid grid, Map<SeriesKey, SeriesInfo> infos) {
    return new History(
        0,
        0,
        IntStream.range(0, grid.size())
            .parallel()
            .mapToObj(place -> planned(grid, place, infos, 1))
            .toList());
  }

  private static Planned planned(
      Grid grid, int place, Map<SeriesKey, SeriesInfo> infos, int attempt) {
    Trial trial = grid.trial(place);
    return new Planned(trial, TrialRow.idOf(trial, infos.get(SeriesKey.of(trial))), attempt);
  }

  /** Trials without a result: place in the grid, and number of the last attempt or null. */
  private static List<Row> unfinished(
      SparkSession spark, Dataset<Row> rows, Grid grid, Map<SeriesKey, SeriesInfo> infos) {
    Dataset<Row> attempts =
        rows.groupBy("trial_id")
            .agg(
                functions.max("attempt").as("last"),
                functions.max(col("status").equalTo(ResultTables.COMPLETED)).as("completed"));
    Map<SeriesKey, SeriesInfo> sent = new HashMap<>(infos);
    Dataset<Row> trials =
        spark
            .range(grid.size())
            .map(
                (MapFunction<Long, Tuple2<Long, String>>)
                    place ->
                        new Tuple2<>(
                            place, planned(grid, Math.toIntExact(place), sent, 1).trialId()),
                Encoders.tuple(Encoders.LONG(), Encoders.STRING()))
            .toDF("place", "trial_id");
    return trials
        .join(attempts, trials.col("trial_id").equalTo(attempts.col("trial_id")), "left")
        .where(functions.not(functions.coalesce(col("completed"), functions.lit(false))))
        .select("place", "last")
        .orderBy("place")
        .collectAsList();
  }

  private static boolean sameVersion(Row row) {
    return TrialRow.idOf(row.getString(0), row.getString(1)).equals(row.getString(2));
  }
}
