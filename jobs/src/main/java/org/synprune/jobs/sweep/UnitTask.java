package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.Provenance;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.sweep.WorkUnit.Planned;
import org.synprune.jobs.train.StackSizes;
import org.synprune.jobs.train.TrialTrainer;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * What a Spark task does: trains a unit and writes it down.
 *
 * @param series all series of the sweep
 * @param store where results go
 * @param token the sweep's hold of the run's lock
 * @param choice where trials are trained
 * @param models what is done with the trained networks
 * @param attempts how often a trial that fails is tried in all
 * @param sizes how many trials are trained side by side
 * @param sparkVersion version of Spark
 * @param completed counts trials with a result
 * @param failed counts trials without
 */
record UnitTask(
    Map<SeriesKey, Broadcast<Series>> series,
    ResultStore store,
    String token,
    DeviceChoice choice,
    ModelSaving models,
    int attempts,
    StackSizes sizes,
    String sparkVersion,
    LongAccumulator completed,
    LongAccumulator failed)
    implements Serializable {

  void run(WorkUnit unit) {
    RunLock.requireHeld(store, token);
    TaskDevice device = TaskDevice.ofTask(choice);
    Provenance provenance =
        Provenance.ofThisProcess(sparkVersion, device.label(), device.gpuAddress().orElse(null));
    Series data = series.get(SeriesKey.of(unit.first())).value();
    TrialTrainer trainer = new TrialTrainer(device.device(), sizes);
    List<TrialRow> rows = new ArrayList<>();
    ModelSaving.Kept kept = models.unit();
    List<Planned> open = unit.planned();
    for (int round = 0; round < attempts && !open.isEmpty(); round++) {
      List<Trial> trials = open.stream().map(Planned::trial).toList();
      List<TrialOutcome> outcomes = trainer.train(trials, data, kept.sink());
      List<Planned> again = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        Planned one = open.get(i);
        TrialOutcome outcome = outcomes.get(i);
        rows.add(
            new TrialRow(
                one.trialId(), one.attempt(), outcome, data.info(), provenance, nowMicros()));
        if (outcome instanceof TrialOutcome.Failed) {
          again.add(new Planned(one.trial(), one.trialId(), one.attempt() + 1));
        }
      }
      open = again;
    }
    RunLock.requireHeld(store, token);
    // Models first: a unit whose rows are there is never trained again.
    kept.save(rows);
    store.commit(unit.id(), rows);
    failed.add(open.size());
    completed.add(unit.planned().size() - open.size());
  }

  static long nowMicros() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toMicros(now.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(now.getNano());
  }
}
