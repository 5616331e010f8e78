package org.synprune.jobs.cli.stages;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How Spark's applications are called, and what they are to survive. */
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

  @Test
  void onAClusterAnExecutorThatFailsIsLeftOutAndTheDeadAreNotCounted() {
    SparkConf conf = new SparkConf(false).set("spark.master", "yarn");
    Sessions.survive(conf);
    assertThat(conf.get("spark.excludeOnFailure.enabled")).isEqualTo("true");
    assertThat(conf.get("spark.executor.maxNumFailures")).isEqualTo("1000000");
    // Spark refuses to start where a task may fail as often on a machine as in all.
    assertThat(conf.getInt("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", 4)).isLessThan(4);

    SparkConf mine =
        new SparkConf(false)
            .set("spark.master", "yarn")
            .set("spark.excludeOnFailure.enabled", "false");
    Sessions.survive(mine);
    assertThat(mine.get("spark.excludeOnFailure.enabled")).isEqualTo("false");
  }

  @Test
  void theEmbeddedSparkHasNoOtherExecutor() {
    SparkConf conf = new SparkConf(false).set("spark.master", "local[4]");
    Sessions.survive(conf);
    assertThat(conf.getAll()).hasSize(1);
  }
}
