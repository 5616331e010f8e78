package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.sweep.WorkUnit.Planned;
import org.synprune.jobs.sweep.check.ExecutorCheck;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * The Spark task of a sweep: trains a unit and writes its rows.
 *
 * @param unitTrainer trains
 * @param check made once in each process
 * @param suspects remembers what is in training
 * @param models what is done with the trained networks
 * @param attempts how often a trial that fails is tried in all
 * @param completed counts trials with a result
 * @param failed counts trials without
 */
record UnitTask(
    UnitTrainer unitTrainer,
    Broadcast<ExecutorCheck> check,
    Suspects suspects,
    ModelSaving models,
    int attempts,
    LongAccumulator completed,
    LongAccumulator failed)
    implements Serializable {

  /** Spark's name of the executor that is a thread of the driver. */
  private static final String DRIVER = "driver";

  /**
   * Trains a unit, unless an attempt before this one was lost with its process: then the driver
   * plans the unit anew, as it knows how the process was lost.
   *
   * @throws org.synprune.jobs.sweep.check.UnfitExecutorException if this process can't train
   * @throws org.synprune.jobs.BadInputException if the task can't use the GPU it is to train on
   */
  void run(WorkUnit unit) {
    unitTrainer.requireLock();
    check.value().require(TaskDevice.ofTask(unitTrainer.choice()).device());
    TaskContext context = TaskContext.get();
    if (context.attemptNumber() > 0 && suspects.hasBegun(unit)) {
      return;
    }
    String task = unitTrainer.token() + ":" + context.taskAttemptId();
    suspects.begin(unit, task, isInDriver());
    try {
      train(unit, task);
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

  private static boolean isInDriver() {
    return SparkEnv.get().executorId().equals(DRIVER);
  }

  private void train(WorkUnit unit, String task) {
    UnitTrainer.Training training = unitTrainer.start(unit);
    List<TrialRow> rows = new ArrayList<>();
    ModelSaving.UnitModels trained = models.ofUnit();
    List<Planned> open = unit.planned();
    for (int round = 0; round < attempts && !open.isEmpty(); round++) {
      List<TrialOutcome> outcomes = training.train(open, trained.sink());
      List<Planned> again = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        Planned one = open.get(i);
        rows.add(training.row(one, outcomes.get(i)));
        if (outcomes.get(i) instanceof TrialOutcome.Failed) {
          again.add(new Planned(one.trial(), one.trialId(), one.attempt() + 1));
        }
      }
      open = again;
    }
    unitTrainer.requireLock();
    // A process that Spark has given up may live: by now its trials are in other units.
    if (!suspects.isTraining(unit, task)) {
      throw new IllegalStateException("unit " + unit.id() + " has been planned anew");
    }
    // Models first: a unit whose rows are there is never trained again.
    trained.save(rows);
    unitTrainer.store().commit(unit.id(), rows);
    failed.add(open.size());
    completed.add(unit.planned().size() - open.size());
  }

  /** Writes that a trial failed because its processes died. */
  void fail(Rounds.Blamed blamed) {
    Planned one = blamed.unit().planned().get(0);
    String message =
        String.format(
            "executor lost: %d processes died while they trained it, the last of them nothing else%s",
            Rounds.BLAMED, blamed.reason().isEmpty() ? "" : ": " + blamed.reason());
    TrialOutcome outcome =
        new TrialOutcome.Failed(
            one.trial(), SweepResult.EXECUTOR_LOST, message, new TrialOutcome.Seconds(0, 0));
    TrialRow row = unitTrainer.start(blamed.unit()).row(one, outcome);
    unitTrainer.store().commit(blamed.unit().id(), List.of(row));
    failed.add(1);
  }
}
