package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.sweep.rounds.Rounds;
import org.synprune.jobs.sweep.rounds.UnitGuard;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * The Spark task of a sweep: trains a unit and writes its rows.
 *
 * @param unitTrainer trains
 * @param guard checks the process and remembers what is in training
 * @param models what is done with the trained networks
 * @param attempts how often a trial that fails is tried in all
 * @param completed counts trials with a result
 * @param failed counts trials without
 * @param rests takes what is left of units whose time was up
 */
record UnitTask(
    UnitTrainer unitTrainer,
    UnitGuard guard,
    ModelSaving models,
    int attempts,
    LongAccumulator completed,
    LongAccumulator failed,
    CollectionAccumulator<Rest> rests)
    implements Serializable {

  /**
   * What is left of a unit that was trained in part.
   *
   * @param unit the unit's id
   * @param left its trials that are still to be trained
   */
  record Rest(String unit, WorkUnit left) implements Serializable {}

  /**
   * Trains a unit.
   *
   * @throws org.synprune.jobs.sweep.check.UnfitExecutorException if this process can't train
   * @throws org.synprune.jobs.BadInputException if the task can't use the GPU it is to train on
   */
  void run(WorkUnit unit) {
    unitTrainer.requireLock();
    guard.run(unit, unitTrainer.token(), unitTrainer.device(), stillOurs -> train(unit, stillOurs));
  }

  private void train(WorkUnit unit, Runnable stillOurs) {
    UnitTrainer.Training training = unitTrainer.start(unit);
    List<TrialRow> rows = new ArrayList<>();
    ModelSaving.UnitModels trained = models.ofUnit();
    List<Planned> open = unit.planned();
    List<Planned> left = new ArrayList<>();
    TaskClock clock = TaskClock.start(unitTrainer.longest());
    for (int round = 0; round < attempts && !open.isEmpty(); round++) {
      Map<Trial, TrialOutcome> outcomes = training.train(open, trained.sink(), clock);
      List<Planned> again = new ArrayList<>();
      for (Planned one : open) {
        TrialOutcome outcome = outcomes.get(one.trial());
        if (outcome == null) {
          left.add(one);
          continue;
        }
        rows.add(training.row(one, outcome));
        if (outcome instanceof TrialOutcome.Failed) {
          again.add(new Planned(one.trial(), one.trialId(), one.attempt() + 1));
        }
      }
      open = again;
    }
    unitTrainer.requireLock();
    stillOurs.run();
    // Models first: a unit whose rows are there is never trained again.
    trained.save(rows);
    unitTrainer.store().commit(unit.id(), rows);
    failed.add(open.size());
    completed.add(unit.planned().size() - open.size() - left.size());
    if (!left.isEmpty()) {
      rests.add(new Rest(unit.id(), unit.part(left)));
    }
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
