package org.synprune.jobs.data;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One run of {@link Prepare}. */
record Preparation(
    SparkSession spark,
    DatasetConf dataset,
    Recipe recipe,
    Path data,
    Path root,
    int maxLookback,
    int blockSteps,
    int partitions) {

  PreparedSeries run() {
    throw new UnsupportedOperationException("under construction");
  }
}
