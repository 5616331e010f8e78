package org.synprune.jobs.sweep;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.spark.DeviceChoice;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.spark.SparkSlots;
import org.synprune.jobs.spark.TaskDevice;
import org.synprune.jobs.sweep.check.MadeUpSeries;
import org.synprune.jobs.train.TrialTrainer;

/**
 * Prepares executors for training while the driver still reads data and plans: each loads the
 * engine and trains each network for a moment on made-up numbers, so that the JVM compiles the hot
 * code. No result depends on it.
 */
public final class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private WarmUp() {}

  /**
   * Starts the warm-up on all executors, and returns at once.
   *
   * @param spark the session
   * @param grid what will be trained
   * @param device where
   */
  public static void start(SparkSession spark, Grid grid, DeviceChoice device) {
    JavaFutureAction<Void> unused =
        job(
            spark,
            grid.architectures().stream().filter(one -> !one.isOwn()).toList(),
            grid.arms().stream().map(ArmSpec::regulariser).distinct().toList(),
            device);
  }

  static JavaFutureAction<Void> job(
      SparkSession spark,
      List<Architecture> architectures,
      List<Regulariser> regularisers,
      DeviceChoice device) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int slots = SparkSlots.of(context.sc());
    List<Architecture> networks = List.copyOf(architectures);
    List<Regulariser> arms = List.copyOf(regularisers);
    return JobDescription.during(
        context.sc(),
        "warming up",
        () ->
            context
                .parallelize(IntStream.range(0, slots).boxed().toList(), slots)
                .foreachAsync(slot -> trainAll(networks, arms, device)));
  }

  private static void trainAll(
      List<Architecture> networks, List<Regulariser> arms, DeviceChoice choice) {
    try {
      TrialTrainer trainer = new TrialTrainer(TaskDevice.ofTask(choice).device());
      Series series = MadeUpSeries.series();
      for (Architecture network : networks) {
        trainer.train(arms.stream().map(arm -> trial(network, arm)).toList(), series);
      }
    } catch (RuntimeException | LinkageError e) {
      // The sweep meets the same fault, leaves the executor out and says so.
      LOG.debug("no warm-up", e);
    }
  }

  private static Trial trial(Architecture network, Regulariser arm) {
    return MadeUpSeries.trial(network, arm, TrainingSettings.PAPER);
  }
}
