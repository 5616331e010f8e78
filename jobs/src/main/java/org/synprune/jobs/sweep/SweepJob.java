package org.synprune.jobs.sweep;

import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.synprune.jobs.BadInputException;

/**
 * The Spark job of a sweep, one task a work unit.
 *
 * @param context where it runs
 * @param units the units, in the order they are handed out
 * @param tracker learns which units are running
 */
record SweepJob(JavaSparkContext context, List<WorkUnit> units, UnitTracker tracker) {

  private static final double NANO = 1e-9;

  /** The job's property that its listener knows it by. */
  private static final String MARK = "synprune.sweep";

  /**
   * Runs it.
   *
   * @param task what is done with each unit
   * @param tick called a few times a second by this thread
   * @throws BadInputException if a task threw it
   * @throws UncheckedIOException if a task threw it
   */
  void run(UnitTask task, Runnable tick) {
    String mark = UUID.randomUUID().toString();
    Watcher watcher = new Watcher(mark, tracker);
    context.sc().addSparkListener(watcher);
    context.setLocalProperty(MARK, mark);
    try {
      SparkJob.await(context.parallelize(units, units.size()).foreachAsync(task::run), tick);
    } finally {
      context.setLocalProperty(MARK, null);
      context.sc().removeSparkListener(watcher);
    }
  }

  /** The clock of {@link UnitTracker}, in seconds. */
  static double now() {
    return System.nanoTime() * NANO;
  }

  /** Tells the tracker of the tasks of one job. Called by Spark's one thread for listeners. */
  private static final class Watcher extends SparkListener {

    private final String mark;
    private final UnitTracker tracker;
    private final Set<Object> stages = new HashSet<>();

    Watcher(String mark, UnitTracker tracker) {
      this.mark = mark;
      this.tracker = tracker;
    }

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      Properties properties = job.properties();
      if (properties != null && mark.equals(properties.getProperty(MARK))) {
        scala.collection.Iterator<Object> ids = job.stageIds().iterator();
        while (ids.hasNext()) {
          stages.add(ids.next());
        }
      }
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart task) {
      if (stages.contains(task.stageId())) {
        tracker.started(task.taskInfo().index(), now());
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      if (stages.contains(task.stageId())) {
        tracker.ended(task.taskInfo().index(), now(), task.taskInfo().successful());
      }
    }
  }
}
