package org.synprune.jobs.data;

import org.apache.spark.sql.SparkSession;

/** The one local Spark session of the tests. */
public final class LocalSpark {

  private static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2]")
          .appName("data tests")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.sql.session.timeZone", "America/New_York")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.driver.host", "127.0.0.1")
          .getOrCreate();

  static {
    SESSION.sparkContext().setLogLevel("ERROR");
  }

  private LocalSpark() {}

  /**
   * The session; its time zone is far from UTC on purpose.
   *
   * @return the one session
   */
  public static SparkSession get() {
    return SESSION;
  }
}
