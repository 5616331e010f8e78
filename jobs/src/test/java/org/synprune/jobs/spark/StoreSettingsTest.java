package org.synprune.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {

  private static final String PREFIX = "spark.hadoop.dfs.client.block.write.locateFollowingBlock.";

  @Test
  void smallFilesOnHdfsAreClosedWithoutAPauseOf400Milliseconds() {
    SparkConf conf = StoreSettings.closingSoon(new SparkConf(false));

    int delay = conf.getInt(PREFIX + "initial.delay.ms", 400);
    int retries = conf.getInt(PREFIX + "retries", 5);
    assertThat(delay).isEqualTo(10);
    // In all a client is as patient as by Hadoop's settings: each pause is twice the one before.
    assertThat(delay * ((1 << retries) - 1)).isGreaterThanOrEqualTo(400 * ((1 << 5) - 1));
    assertThat(StoreSettings.ofProcess().get((PREFIX + "retries").replace("spark.hadoop.", "")))
        .isEqualTo(Integer.toString(retries));
  }

  @Test
  void aClustersOwnPausesStay() {
    SparkConf patient = new SparkConf(false).set(PREFIX + "retries", "8");
    assertThat(StoreSettings.closingSoon(patient).contains(PREFIX + "initial.delay.ms")).isFalse();
    assertThat(patient.get(PREFIX + "retries")).isEqualTo("8");

    SparkConf slow = new SparkConf(false).set(PREFIX + "initial.delay.ms", "1000");
    assertThat(StoreSettings.closingSoon(slow).get(PREFIX + "initial.delay.ms")).isEqualTo("1000");
    assertThat(slow.contains(PREFIX + "retries")).isFalse();
  }
}
