package org.synprune.jobs.data;

import org.apache.spark.sql.SparkSession;

/** The local Spark session of the tests. */
public final class LocalSpark {

  private LocalSpark() {}

  /**
   * The session; its time zone is far from UTC on purpose.
   *
   * @return the session in use, or a new one where the last was stopped, as the command line does
   */
  public static SparkSession get() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "America/New_York")
        .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }
}
