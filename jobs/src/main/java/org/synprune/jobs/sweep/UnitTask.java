package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.util.LongAccumulator;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.sweep.WorkUnit.Planned;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * The Spark task of a sweep: trains a unit and writes its rows.
 *
 * @param unitTrainer trains
 * @param models what is done with the trained networks
 * @param attempts how often a trial that fails is tried in all
 * @param completed counts trials with a result
 * @param failed counts trials without
 */
record UnitTask(
    UnitTrainer unitTrainer,
    ModelSaving models,
    int attempts,
    LongAccumulator completed,
    LongAccumulator failed)
    implements Serializable {

  void run(WorkUnit unit) {
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
    // Models first: a unit whose rows are there is never trained again.
    trained.save(rows);
    unitTrainer.store().commit(unit.id(), rows);
    failed.add(open.size());
    completed.add(unit.planned().size() - open.size());
  }
}
