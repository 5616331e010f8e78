package org.synprune.jobs.train.stack;

import java.util.Optional;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.model.Forecasters;
import org.synprune.pruning.Placement;
import org.synprune.pruning.PruningMethod;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;
import org.synprune.pruning.SynapticPrunerBuilder;

/** Makes the library's pruner for a trial, from the trial's arm and settings. */
public final class TrialPruner {

  private TrialPruner() {}

  /**
   * The pruner of a trial.
   *
   * @param trial the trial
   * @param batchesPerEpoch batches of an epoch
   * @param placement where masks are updated
   * @return nothing if its arm doesn't prune
   * @throws IllegalArgumentException if its settings can't prune in a training of that length; the
   *     message says why
   */
  static Optional<SynapticPruner> of(Trial trial, int batchesPerEpoch, Placement placement) {
    int last = trial.lastSparsifyingEpoch();
    return method(trial, end(trial, batchesPerEpoch))
        .map(
            builder ->
                common(trial, builder)
                    .optPlan(last, batchesPerEpoch)
                    .optPlacement(placement)
                    .build());
  }

  /** A pruner that tells which weights a trial's arm would prune if it did. */
  static SynapticPruner ofNothing(Trial trial) {
    return common(trial, SynapticPruner.builder()).build();
  }

  /**
   * Checks what can be checked without data.
   *
   * @param trial the trial
   * @throws InvalidSettingException if the trial's settings contradict its arm
   */
  public static void check(Trial trial) {
    int last = trial.lastSparsifyingEpoch();
    int warmup = trial.settings().pruning().warmup();
    boolean warmsUp =
        switch (trial.regulariser()) {
          case NONE, DROPOUT, MC_DROPOUT, VARIATIONAL_DROPOUT, CONCRETE_DROPOUT -> false;
          case RIGL, SET, SNIP -> false;
          case SYNAPTIC_PRUNING, SYNAPTIC_GROWTH, GRADUAL_MAGNITUDE, RANDOM_PRUNING -> true;
        };
    if (warmsUp && warmup >= last) {
      throw new InvalidSettingException(
          "pruning",
          "warms up for %d epochs, expected fewer than %d: of %d epochs, protocol '%s' wants pruning"
              + " done by epoch %d",
          warmup,
          last,
          trial.settings().epochs(),
          trial.protocol().id(),
          last);
    }
    try {
      method(trial, last).ifPresent(builder -> common(trial, builder).build());
    } catch (IllegalArgumentException e) {
      throw InvalidSettingException.of(
          "pruning",
          "doesn't suit regulariser '" + trial.regulariser().id() + "': " + e.getMessage(),
          e);
    }
  }

  /** The sparsity that the schedule has when pruning ends. */
  static double plannedSparsity(Trial trial, SynapticPruner pruner) {
    return pruner.targetAt(trial.lastSparsifyingEpoch(), trial.settings().pruning().every());
  }

  private static SynapticPrunerBuilder common(Trial trial, SynapticPrunerBuilder builder) {
    return builder
        .optPreset(trial.settings().pruning().preset())
        .optExclude(Forecasters.NEVER_PRUNED);
  }

  private static Optional<SynapticPrunerBuilder> method(Trial trial, int end) {
    PruningSettings settings = trial.settings().pruning();
    return switch (trial.regulariser()) {
      case NONE, DROPOUT, MC_DROPOUT, VARIATIONAL_DROPOUT, CONCRETE_DROPOUT -> Optional.empty();
      case SYNAPTIC_PRUNING -> {
        SparsitySchedule schedule =
            SparsitySchedule.cubic(
                settings.minSparsity(), settings.maxSparsity(), settings.warmup(), end);
        yield Optional.of(
            SynapticPruner.builder().optSchedule(schedule).optUpdateEvery(settings.every()));
      }
      case SNIP -> Optional.of(builder(PruningMethod.SNIP, trial, end));
      case SYNAPTIC_GROWTH, RIGL, SET, GRADUAL_MAGNITUDE, RANDOM_PRUNING -> {
        PruningMethod method = PruningMethod.valueOf(trial.regulariser().name());
        yield Optional.of(builder(method, trial, end).optUpdateEvery(settings.every()));
      }
    };
  }

  private static SynapticPrunerBuilder builder(PruningMethod method, Trial trial, int end) {
    PruningSettings settings = trial.settings().pruning();
    return method.builder(
        settings.minSparsity(), settings.maxSparsity(), settings.warmup(), end, trial.seed());
  }

  /**
   * The schedule's end. The scripts number epochs from 0 and so end one short of it. Strict doesn't
   * let them, and ends the schedule where its last update in time is: the first checkpoint has to
   * be at full sparsity.
   */
  private static int end(Trial trial, int batchesPerEpoch) {
    int last = trial.lastSparsifyingEpoch();
    PruningSettings settings = trial.settings().pruning();
    if (trial.protocol() != Protocol.STRICT) {
      return last;
    }
    int batch = last * batchesPerEpoch / settings.every() * settings.every();
    int epochOfLastUpdate = Math.max(1, (batch + batchesPerEpoch - 1) / batchesPerEpoch);
    return settings.preset().timeOf(epochOfLastUpdate);
  }
}
