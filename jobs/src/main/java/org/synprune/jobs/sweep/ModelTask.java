package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.Provenance;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.sweep.WorkUnit.Planned;
import org.synprune.jobs.train.StackSizes;
import org.synprune.jobs.train.TrialTrainer;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * What a Spark task does for trials that have rows but no model: trains them again, which gives the
 * same bits, and saves the models. Rows are left alone.
 *
 * @param series all series of the sweep
 * @param models where models go
 * @param token the sweep's hold of the run's lock
 * @param choice where trials are trained
 * @param sizes how many trials are trained side by side
 * @param sparkVersion version of Spark
 * @param maes test errors by trial id, as the rows have them
 * @param differing takes the trials whose error isn't that
 */
record ModelTask(
    Map<SeriesKey, Broadcast<Series>> series,
    ModelSaving models,
    String token,
    DeviceChoice choice,
    StackSizes sizes,
    String sparkVersion,
    Map<String, Double> maes,
    CollectionAccumulator<String> differing)
    implements Serializable {

  void run(WorkUnit unit) {
    RunLock.requireHeld(models.store().results(), token);
    TaskDevice device = TaskDevice.ofTask(choice);
    Provenance provenance =
        Provenance.ofThisProcess(sparkVersion, device.label(), device.gpuAddress().orElse(null));
    Series data = series.get(SeriesKey.of(unit.first())).value();
    Map<Trial, TrainedModel> trained = new HashMap<>();
    List<Trial> trials = unit.planned().stream().map(Planned::trial).toList();
    List<TrialOutcome> outcomes =
        new TrialTrainer(device.device(), sizes)
            .train(trials, data, model -> trained.put(model.outcome().trial(), model));
    RunLock.requireHeld(models.store().results(), token);
    for (int i = 0; i < trials.size(); i++) {
      Planned one = unit.planned().get(i);
      TrialRow row =
          new TrialRow(
              one.trialId(),
              one.attempt(),
              outcomes.get(i),
              data.info(),
              provenance,
              UnitTask.nowMicros());
      if (outcomes.get(i) instanceof TrialOutcome.Completed completed
          && maes.get(one.trialId()).equals(completed.score().mae())) {
        models.save(row, trained.get(one.trial()));
      } else {
        differing.add(one.trialId());
      }
    }
  }
}
