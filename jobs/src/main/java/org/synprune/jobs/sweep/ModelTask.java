package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.util.CollectionAccumulator;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.sweep.rounds.UnitGuard;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * The Spark task for trials that have rows but no model: trains them again, which gives the same
 * bits on a CPU and nearly the same numbers on a GPU, and saves the models.
 *
 * @param unitTrainer trains
 * @param guard checks the process and remembers what is in training
 * @param models where models go
 * @param maes test errors by trial id, as the rows have them
 * @param differing collects the trials whose error isn't that
 */
record ModelTask(
    UnitTrainer unitTrainer,
    UnitGuard guard,
    ModelSaving models,
    Map<String, Double> maes,
    CollectionAccumulator<String> differing)
    implements Serializable {

  /**
   * Trains a unit and saves its models.
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
    Map<Trial, TrainedModel> trained = new HashMap<>();
    List<TrialOutcome> outcomes =
        training.train(unit.planned(), model -> trained.put(model.outcome().trial(), model));
    unitTrainer.requireLock();
    stillOurs.run();
    for (int i = 0; i < outcomes.size(); i++) {
      Planned one = unit.planned().get(i);
      if (outcomes.get(i) instanceof TrialOutcome.Completed completed
          && training.isSame(maes.get(one.trialId()), completed.score().mae())) {
        models.save(training.row(one, outcomes.get(i)), trained.get(one.trial()));
      } else {
        differing.add(one.trialId());
      }
    }
  }
}
