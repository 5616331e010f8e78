package org.synprune.jobs.sweep;

import ai.djl.Device;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.broadcast.Broadcast;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.Provenance;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.spark.DeviceChoice;
import org.synprune.jobs.spark.TaskDevice;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;
import org.synprune.jobs.train.StackLimits;
import org.synprune.jobs.train.StackSizes;
import org.synprune.jobs.train.TrialTrainer;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.pruning.Placement;

/**
 * Trains work units in Spark tasks, as long as the sweep holds the run's lock.
 *
 * @param series all series of the sweep
 * @param store where results go
 * @param token the sweep's hold of the run's lock
 * @param choice where trials are trained
 * @param sizes how many trials are trained side by side
 * @param limits what each process learns of its device
 * @param longest how long a task may train, but for its first stack
 * @param sparkVersion version of Spark
 */
record UnitTrainer(
    Map<SeriesKey, Broadcast<Series>> series,
    ResultStore store,
    String token,
    DeviceChoice choice,
    StackSizes sizes,
    Broadcast<StackLimits> limits,
    Duration longest,
    String sparkVersion)
    implements Serializable {

  static UnitTrainer of(
      Workload workload, SweepBroadcasts shared, ResultStore store, String token) {
    return new UnitTrainer(
        shared.series(),
        store,
        token,
        workload.device(),
        workload.sizes(),
        shared.limits(),
        workload.longest(),
        workload.spark().version());
  }

  /**
   * A unit in training, in its task.
   *
   * @param data the unit's series
   * @param provenance where and with what it is trained
   * @param device the task's
   * @param trainer trains on it
   */
  record Training(Series data, Provenance provenance, Device device, TrialTrainer trainer) {

    /**
     * What errors of the same trial may differ by on GPUs, relatively: another number of trials
     * beside it, or another kind of GPU, rounds otherwise.
     */
    private static final double TOLERANCE_ON_GPU = 1e-3;

    /** Whether a trial that was trained again has the result that it had. */
    boolean isSame(double maeBefore, double mae) {
      double tolerance = device.isGpu() ? TOLERANCE_ON_GPU * Math.abs(maeBefore) : 0;
      return Math.abs(maeBefore - mae) <= tolerance;
    }

    /** Trains trials of the unit; their outcomes come in the same order. */
    List<TrialOutcome> train(List<Planned> trials, TrainedModel.Sink sink) {
      return trainer.train(trials.stream().map(Planned::trial).toList(), data, sink);
    }

    /**
     * Trains trials of the unit, stack by stack, as long as there is time.
     *
     * @return the outcomes of those that were trained
     */
    Map<Trial, TrialOutcome> train(
        List<Planned> trials, TrainedModel.Sink sink, BooleanSupplier goOn) {
      return trainer.train(trials.stream().map(Planned::trial).toList(), data, sink, goOn).stream()
          .collect(Collectors.toMap(TrialOutcome::trial, Function.identity()));
    }

    /** The row of a trial that has just ended. */
    TrialRow row(Planned planned, TrialOutcome outcome) {
      Instant now = Instant.now();
      long micros =
          TimeUnit.SECONDS.toMicros(now.getEpochSecond())
              + TimeUnit.NANOSECONDS.toMicros(now.getNano());
      return new TrialRow(
          planned.trialId(), planned.attempt(), outcome, data.info(), provenance, micros);
    }
  }

  /**
   * Begins with a unit.
   *
   * @throws org.synprune.jobs.BadInputException if another sweep has taken the run over, or the
   *     task can't use the GPU it is to train on
   */
  Training start(WorkUnit unit) {
    requireLock();
    TaskDevice device = TaskDevice.ofTask(choice);
    return new Training(
        series.get(SeriesKey.of(unit.first())).value(),
        Provenance.ofThisProcess(sparkVersion, device.label(), device.gpuAddress()),
        device.device(),
        new TrialTrainer(device.device(), Placement.of(device.device()), sizes, limits.value()));
  }

  /**
   * The device of this task.
   *
   * @throws org.synprune.jobs.BadInputException if the task can't use the GPU it is to train on
   */
  Device device() {
    return TaskDevice.ofTask(choice).device();
  }

  /** Refuses to go on where another sweep has taken the run over. */
  void requireLock() {
    RunLock.requireHeld(store, token);
  }
}
