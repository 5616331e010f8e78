package org.synprune.jobs.sweep.rounds;

import ai.djl.Device;
import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.synprune.jobs.sweep.check.ExecutorCheck;
import org.synprune.jobs.sweep.units.WorkUnit;

/**
 * What surrounds the training of a unit in its task: the check of the process before it, and notes
 * by which the driver tells what was in training when a process died.
 *
 * @param check made once in each process
 * @param suspects remembers what is in training
 */
public record UnitGuard(Broadcast<ExecutorCheck> check, Suspects suspects) implements Serializable {

  /** Spark's name of the executor that is a thread of the driver. */
  private static final String DRIVER = "driver";

  /** Trains a unit and writes what comes of it. */
  @FunctionalInterface
  public interface Body {

    /**
     * Trains.
     *
     * @param stillOurs fails where the driver has planned the unit anew; to be run before anything
     *     is written
     */
    void train(Runnable stillOurs);
  }

  /**
   * Trains a unit, unless an attempt before this one was lost with its process: then the driver
   * plans the unit anew, as it knows how the process was lost.
   *
   * @param unit the unit
   * @param sweep names the sweep
   * @param device where it is trained
   * @param body what is done
   * @throws org.synprune.jobs.sweep.check.UnfitExecutorException if this process can't train
   */
  public void run(WorkUnit unit, String sweep, Device device, Body body) {
    check.value().require(device);
    TaskContext context = TaskContext.get();
    if (context.attemptNumber() > 0 && suspects.hasBegun(unit)) {
      return;
    }
    String task = sweep + ":" + context.taskAttemptId();
    suspects.begin(unit, task, isInDriver());
    try {
      body.train(() -> requireOurs(unit, task));
    } catch (RuntimeException e) {
      // It lives: the next attempt trains the unit, too.
      try {
        suspects.end(unit);
      } catch (RuntimeException other) {
        e.addSuppressed(other);
      }
      throw e;
    }
    suspects.end(unit);
  }

  /** A process that Spark has given up may live: by now its trials are in other units. */
  private void requireOurs(WorkUnit unit, String task) {
    if (!suspects.isTraining(unit, task)) {
      throw new IllegalStateException("unit " + unit.id() + " has been planned anew");
    }
  }

  private static boolean isInDriver() {
    return SparkEnv.get().executorId().equals(DRIVER);
  }
}
