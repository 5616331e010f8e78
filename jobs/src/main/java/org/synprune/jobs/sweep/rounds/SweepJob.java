package org.synprune.jobs.sweep.rounds;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.sweep.units.WorkUnit;

/**
 * A Spark job of a sweep, one task a work unit.
 *
 * @param context where it runs
 * @param units the units, in the order they are handed out
 * @param tracker learns which units are running
 */
record SweepJob(JavaSparkContext context, List<WorkUnit> units, UnitTracker tracker) {

  /** The job's property that its listener knows it by. */
  private static final String MARK = "synprune.sweep";

  /** Spark tells of a job's last tasks a moment after its end. */
  private static final long EVENTS_SECONDS = 30;

  /**
   * How a job ended.
   *
   * @param events what Spark said of its tasks
   * @param failure why Spark gave it up, for no error of a task; null if it came to its end
   */
  record Ended(JobEvents events, @Nullable IllegalStateException failure) {}

  /**
   * Runs it.
   *
   * @param task what is done with each unit
   * @param tick called a few times a second by this thread
   * @return how it ended
   * @throws BadInputException if a task threw it
   * @throws UncheckedIOException if a task threw it
   * @throws IllegalStateException if a task throws in whatever process, and not one of these
   */
  Ended run(VoidFunction<WorkUnit> task, Runnable tick) {
    String mark = UUID.randomUUID().toString();
    JobEvents events = new JobEvents(MARK, mark, tracker);
    context.sc().addSparkListener(events);
    context.setLocalProperty(MARK, mark);
    try {
      JavaFutureAction<Void> job = context.parallelize(units, units.size()).foreachAsync(task);
      SparkJob.await(
          job,
          () -> {
            events.lasting().ifPresent(error -> end(job, error));
            tick.run();
          });
      events.awaitEnd(EVENTS_SECONDS);
      return new Ended(events, null);
    } catch (IllegalStateException e) {
      if (Thread.currentThread().isInterrupted() || context.sc().isStopped()) {
        throw e;
      }
      events.awaitEnd(EVENTS_SECONDS);
      // Where no executor is left that a task hasn't failed on, Spark's error lacks its cause.
      events.thrown().ifPresent(SparkJob::throwKnown);
      if (events.thrown().isPresent()) {
        throw e;
      }
      return new Ended(events, e);
    } finally {
      context.setLocalProperty(MARK, null);
      context.sc().removeSparkListener(events);
    }
  }

  private static void end(JavaFutureAction<Void> job, Throwable error) {
    job.cancel(true);
    SparkJob.throwKnown(error);
    throw new IllegalStateException("a work unit can't be trained: " + error.getMessage(), error);
  }
}
