package org.synprune.jobs.spark;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Hadoop's settings as Spark was given them: those of {@code HADOOP_CONF_DIR}, and what follows
 * {@code spark.hadoop.} in Spark's own.
 */
public final class StoreSettings {

  private StoreSettings() {}

  /**
   * The settings of a session.
   *
   * @param spark the session
   * @return its settings, what was set while it is open among them
   */
  public static Configuration of(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }

  /**
   * The settings that a session of this process will have, without opening one.
   *
   * @return the settings of {@code spark-submit} and its files
   */
  public static Configuration ofProcess() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }
}
