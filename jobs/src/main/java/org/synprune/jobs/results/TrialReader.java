package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.series.Protocol;
import org.synprune.jobs.stats.Observation;

/** Reads the trials of a run back, as the statistics want them. */
public final class TrialReader {

  private TrialReader() {}

  /**
   * The errors of all completed trials.
   *
   * @param spark the session that reads
   * @param store the run's results
   * @return an observation of the MAE (raw units) for each completed trial, by protocol
   * @throws BadInputException if the run has no trials
   */
  public static Map<Protocol, List<Observation>> maes(SparkSession spark, ResultStore store) {
    if (!store.hasTrials()) {
      throw new BadInputException(
          "'" + store.folder(ResultTables.TRIALS.name()) + "' holds no trials, expected a sweep's");
    }
    Map<Protocol, List<Observation>> observations = new EnumMap<>(Protocol.class);
    List<Row> rows =
        spark
            .read()
            .parquet(store.readable(ResultTables.TRIALS.name()))
            .where(col("status").equalTo(ResultTables.COMPLETED))
            .select("protocol", "dataset", "architecture", "lookback", "regulariser", "seed", "mae")
            .collectAsList();
    for (Row row : rows) {
      observations
          .computeIfAbsent(Protocol.byId().get(row.getString(0)), key -> new ArrayList<>())
          .add(
              new Observation(
                  row.getString(1),
                  row.getString(2),
                  row.getInt(3),
                  row.getString(4),
                  row.getLong(5),
                  row.getDouble(6)));
    }
    return observations;
  }
}
