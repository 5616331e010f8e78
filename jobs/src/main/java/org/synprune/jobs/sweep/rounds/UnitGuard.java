package org.synprune.jobs.sweep.rounds;

import ai.djl.Device;
import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.sweep.check.ExecutorCheck;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.train.outcome.BrokenDeviceException;

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

  private static final Logger LOG = LoggerFactory.getLogger(UnitGuard.class);

  /** Exit code of a process whose device is broken: none of Spark's own. */
  private static final int BROKEN = 71;

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
   * @throws BrokenDeviceException if the device does nothing any more and the process is the
   *     driver's, which can't be replaced
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
    } catch (BrokenDeviceException e) {
      if (!isInDriver()) {
        die(e);
      }
      suspects.end(unit);
      throw e;
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

  /**
   * Ends the process before anything of the unit is written: Spark starts another, and the driver
   * plans the unit anew, as that of any process that dies. Nothing is closed in order, which a
   * broken device could hold up.
   */
  private static void die(BrokenDeviceException e) {
    LOG.error("this executor ends: {}", e.getMessage(), e);
    Runtime.getRuntime().halt(BROKEN);
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
