package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.spark.DeviceChoice;

class WarmUpTest {

  private final SparkSession spark = LocalSpark.get();

  private List<Boolean> tasks(DeviceChoice device) throws Exception {
    List<Boolean> succeeded = Collections.synchronizedList(new ArrayList<>());
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            succeeded.add(task.taskInfo().successful());
          }
        };
    spark.sparkContext().addSparkListener(listener);
    try {
      JavaFutureAction<Void> job =
          WarmUp.job(spark, Architecture.builtIn(), List.of(Regulariser.values()), device);
      job.get(2, TimeUnit.MINUTES);
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
    return succeeded;
  }

  @Test
  void everySlotOfTheSessionGetsOneTask() throws Exception {
    assertThat(tasks(DeviceChoice.CPU)).containsExactly(true, true);
  }

  @Test
  void aGpuThatCannotBeUsedIsLeftForTheSweepToTell() throws Exception {
    assertThat(tasks(DeviceChoice.GPU)).containsExactly(true, true);
  }
}
