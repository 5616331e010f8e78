package org.synprune.jobs.cli.stages;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How Spark's applications are called. */
class SessionsTest {

  private static final String NAME = "spark.app.name";

  @AfterEach
  void clear() {
    System.clearProperty(NAME);
  }

  private static String called(String run) {
    SparkConf conf = Sessions.conf(run, true);
    return conf.get(NAME);
  }

  @Test
  void anApplicationIsCalledByItsRun() {
    assertThat(called("quick")).isEqualTo("synprune quick");
  }

  @Test
  void sparkSubmitsOwnNameIsTheClass() {
    System.setProperty(NAME, "org.synprune.jobs.cli.Main");
    assertThat(called("quick")).isEqualTo("synprune quick");
  }

  @Test
  void aNameThatTheUserGaveIsKept() {
    System.setProperty(NAME, "mine");
    assertThat(called("quick")).isEqualTo("mine");
  }
}
