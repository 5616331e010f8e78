package org.synprune.jobs.data;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.series.Series;

/** Reads series folders back. */
public final class SeriesStore {

  private SeriesStore() {}

  /**
   * Reads a series into the driver's memory.
   *
   * @param spark the session that reads
   * @param folder a folder made by {@link Prepare}
   * @return the series, rows in order
   * @throws org.synprune.jobs.BadInputException if the folder is no series folder
   */
  public static Series read(SparkSession spark, Path folder) {
    throw new UnsupportedOperationException("under construction: " + spark + folder);
  }
}
