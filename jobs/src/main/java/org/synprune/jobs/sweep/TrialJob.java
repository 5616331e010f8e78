package org.synprune.jobs.sweep;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.train.StackSizes;

/**
 * Trains the open trials of a sweep, one Spark task a work unit, and tells of the progress.
 *
 * @param spark where it runs
 * @param grid what is trained
 * @param series all series of the sweep
 * @param store where results go
 * @param sizes how many trials are trained side by side
 * @param device where trials are trained
 * @param models which models are kept, and where
 * @param progress who is told of the progress
 */
record TrialJob(
    SparkSession spark,
    Grid grid,
    Map<SeriesKey, Series> series,
    ResultStore store,
    StackSizes sizes,
    DeviceChoice device,
    ModelSaving models,
    SweepProgress progress) {

  /**
   * How many trials were trained.
   *
   * @param completed with a result
   * @param failed without one
   */
  record Counts(long completed, long failed) {}

  /**
   * Runs it.
   *
   * @param units the work units
   * @param tracker knows which of them are running
   * @param history what was done before
   * @param token the sweep's hold of the run's lock
   * @return how the trials ended
   */
  Counts run(List<WorkUnit> units, UnitTracker tracker, History history, String token) {
    if (units.isEmpty()) {
      return new Counts(0, 0);
    }
    int open = history.open().size();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    LongAccumulator completed = context.sc().longAccumulator("trials completed");
    LongAccumulator failed = context.sc().longAccumulator("trials failed");
    try (SharedSeries shared = SharedSeries.of(context, series)) {
      UnitTask task =
          new UnitTask(
              new UnitTrainer(shared.broadcasts(), store, token, device, sizes, spark.version()),
              models,
              grid.attempts(),
              completed,
              failed);
      Runnable report =
          () ->
              progress.update(
                  new SweepProgress.State(
                      open,
                      history.completed(),
                      completed.value(),
                      failed.value(),
                      tracker.running(),
                      tracker.secondsLeft(SweepJob.now())));
      JobDescription.run(
          context.sc(),
          "sweep " + grid.name() + ": " + open + " trials",
          () -> new SweepJob(context, units, tracker).run(task, report));
    }
    progress.update(
        new SweepProgress.State(
            open, history.completed(), completed.value(), failed.value(), 0, OptionalDouble.of(0)));
    progress.done();
    return new Counts(completed.value(), failed.value());
  }
}
