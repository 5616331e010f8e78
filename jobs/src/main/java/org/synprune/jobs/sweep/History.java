package org.synprune.jobs.sweep;

import static org.apache.spark.sql.functions.col;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.series.Protocol;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.train.Trial;

/**
 * What earlier sweeps of a run have done.
 *
 * @param attempts by trial id
 */
record History(Map<String, Attempts> attempts) {

  private static final Attempts NONE = new Attempts(0, false);

  /**
   * The attempts at a trial.
   *
   * @param last number of the last one, 0 for none
   * @param completed whether one has a result
   */
  record Attempts(int last, boolean completed) {}

  Attempts of(String trialId) {
    return attempts.getOrDefault(trialId, NONE);
  }

  /**
   * Reads the run.
   *
   * @param spark the session that reads
   * @param store the run
   * @param trials what is about to be trained
   * @param infos the series it is trained on
   * @return what is done
   * @throws BadInputException if the run was trained on another series of the same name, or with
   *     other settings: its rows couldn't stand beside the new ones
   */
  static History read(
      SparkSession spark, ResultStore store, List<Trial> trials, Map<SeriesKey, SeriesInfo> infos) {
    if (!store.hasTrials()) {
      return new History(Map.of());
    }
    Dataset<Row> rows = spark.read().parquet(store.readable(ResultTables.TRIALS.name()));
    requireSame(rows, store, trials.get(0).settingsConfig(), infos);
    Map<String, Attempts> attempts = new HashMap<>();
    List<Row> byTrial =
        rows.groupBy("trial_id")
            .agg(
                functions.max("attempt"),
                functions.max(col("status").equalTo(ResultTables.COMPLETED)))
            .collectAsList();
    for (Row row : byTrial) {
      attempts.put(row.getString(0), new Attempts(row.getInt(1), row.getBoolean(2)));
    }
    return new History(attempts);
  }

  private static void requireSame(
      Dataset<Row> rows, ResultStore store, String settings, Map<SeriesKey, SeriesInfo> infos) {
    List<Row> made =
        rows.select("dataset", "protocol", "series_id", "settings").distinct().collectAsList();
    for (Row row : made) {
      SeriesInfo info =
          infos.get(new SeriesKey(row.getString(0), Protocol.byId().get(row.getString(1))));
      String differs =
          info != null && !info.id().equals(row.getString(2))
              ? "on another '" + info.dataset() + "' series"
              : row.getString(3).equals(settings) ? "" : "with other training or pruning settings";
      if (!differs.isEmpty()) {
        throw new BadInputException(
            "run '"
                + store.run()
                + "' in '"
                + store.root()
                + "' was trained "
                + differs
                + ", expected another --run name, or --fresh to start it over");
      }
    }
  }
}
