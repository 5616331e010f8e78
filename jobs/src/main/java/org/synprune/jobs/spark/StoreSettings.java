package org.synprune.jobs.spark;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Hadoop's settings as Spark was given them: those of {@code HADOOP_CONF_DIR}, and what follows
 * {@code spark.hadoop.} in Spark's own.
 */
public final class StoreSettings {

  private static final String HADOOP = "spark.hadoop.";

  /** How long a client of HDFS waits before it asks again, the first time; each time is twice. */
  private static final Setting DELAY =
      new Setting("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "400", "10");

  /** How often it asks again. Ours add up to 20 s, Hadoop's to 12 s. */
  private static final Setting RETRIES =
      new Setting("dfs.client.block.write.locateFollowingBlock.retries", "5", "11");

  private record Setting(String key, String standard, String ours) {

    boolean isStandard(Configuration given) {
      return given.getTrimmed(key, standard).equals(standard);
    }
  }

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
    Configuration settings = given(new SparkConf());
    changed(settings).forEach(setting -> settings.set(setting.key(), setting.ours()));
    return settings;
  }

  /** Hadoop's login fails where the user's number has no name, as in many containers. */
  private static void nameUser() {
    try {
      UserGroupInformation.getCurrentUser();
    } catch (IOException e) {
      if (UserGroupInformation.isSecurityEnabled()) {
        return;
      }
      UserGroupInformation.setLoginUser(
          UserGroupInformation.createRemoteUser(System.getProperty("user.name")));
    }
  }

  /**
   * Has clients of HDFS close small files in their time. A file that is closed before the name node
   * has heard of its last block, as is usual on busy machines, costs 400 ms by Hadoop's standard
   * settings, and a work unit writes three. Other settings than these stay as they are.
   *
   * @param conf Spark's settings; changed
   * @return the same
   */
  public static SparkConf closingSoon(SparkConf conf) {
    changed(given(conf)).forEach(setting -> conf.set(HADOOP + setting.key(), setting.ours()));
    return conf;
  }

  private static Configuration given(SparkConf conf) {
    SparkHadoopUtil hadoop = SparkHadoopUtil.get();
    nameUser();
    return hadoop.newConfiguration(conf);
  }

  /** The settings that are ours, as nobody has set them. */
  private static List<Setting> changed(Configuration given) {
    return DELAY.isStandard(given) && RETRIES.isStandard(given)
        ? List.of(DELAY, RETRIES)
        : List.of();
  }
}
