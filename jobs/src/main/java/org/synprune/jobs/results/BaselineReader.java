package org.synprune.jobs.results;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.baseline.Baseline;
import org.synprune.jobs.grid.Place;

/** The errors in table {@code baselines} of a run. */
final class BaselineReader {

  /**
   * A row of the table.
   *
   * @param protocol the protocol's id
   * @param dataset the data set
   * @param lookback rows of a window
   * @param horizon steps forecast from it
   * @param forecast which forecast
   */
  private record Key(String protocol, String dataset, int lookback, int horizon, String forecast) {}

  private final Map<Key, Double> maes = new HashMap<>();

  private BaselineReader() {}

  /**
   * Reads the table.
   *
   * @param spark the session that reads
   * @param runs the results; earlier versions wrote no such table
   */
  static BaselineReader read(SparkSession spark, RunRows runs) {
    BaselineReader reader = new BaselineReader();
    if (runs.has(ResultTables.BASELINES)) {
      for (Row row :
          runs.rows(spark, ResultTables.BASELINES)
              .select("protocol", "dataset", "lookback", "horizon", "forecast", "mae")
              .where("mae IS NOT NULL")
              .collectAsList()) {
        reader.maes.put(
            new Key(
                row.getString(0), row.getString(1), row.getInt(2), row.getInt(3), row.getString(4)),
            row.getDouble(5));
      }
    }
    return reader;
  }

  /** The mean absolute error of a forecast where a trial stands; null if there is none. */
  @Nullable Double mae(Place place, Baseline.Kind kind) {
    return maes.get(
        new Key(
            place.protocol().id(), place.dataset(), place.lookback(), place.horizon(), kind.id()));
  }
}
