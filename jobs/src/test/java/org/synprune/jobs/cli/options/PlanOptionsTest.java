package org.synprune.jobs.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.data.LocalSpark;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How many work units a plan counts with. */
class PlanOptionsTest {

  @Command
  private static final class Planning {
    @Mixin private PlanOptions plan = new PlanOptions();
  }

  private static int slots(String... args) {
    Planning command = new Planning();
    new CommandLine(command).parseArgs(args);
    return command.plan.slots(LocalSpark.get());
  }

  /** On a cluster, as far as the session's settings tell. */
  private static int slotsWith(Map<String, String> settings, String... args) {
    SparkSession spark = LocalSpark.get();
    SparkConf live = spark.sparkContext().conf();
    Map<String, String> before = new TreeMap<>();
    settings.keySet().forEach(key -> before.put(key, live.get(key, "")));
    settings.forEach(live::set);
    try {
      return slots(args);
    } finally {
      before.forEach(
          (key, value) -> {
            if (value.isEmpty()) {
              live.remove(key);
            } else {
              live.set(key, value);
            }
          });
    }
  }

  private static Map<String, String> allocated(String most) {
    return Map.of(
        "spark.master", "yarn",
        "spark.executor.cores", "4",
        "spark.task.cpus", "2",
        "spark.dynamicAllocation.enabled", "true",
        "spark.dynamicAllocation.maxExecutors", most);
  }

  @Test
  void executorsThatMayComeCount() {
    int now = LocalSpark.get().sparkContext().defaultParallelism();
    assertThat(slots()).isEqualTo(now);
    assertThat(slotsWith(allocated("50"))).isEqualTo(100);
    assertThat(slotsWith(allocated(String.valueOf(Integer.MAX_VALUE))))
        .as("no limit")
        .isEqualTo(now);
    assertThat(slotsWith(allocated("50"), "--dry-run", "--slots", "7")).isEqualTo(7);
  }
}
