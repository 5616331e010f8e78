package org.synprune.jobs.train.stack;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.extend.OwnCode;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.PruningParts;
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

  /** Epochs that are added in search of a training that is long enough. */
  private static final int MOST_EPOCHS = 10_000;

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
    return builder(trial, end(trial, batchesPerEpoch), batchesPerEpoch)
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
    int warmup = trial.resolved().pruning().warmup();
    if (warmsUp(trial) && warmup >= last) {
      throw refusal(
          trial,
          String.format(
              Locale.ROOT,
              "warms up for %d epochs, expected fewer than %d: of %d epochs, protocol '%s' wants"
                  + " pruning done by epoch %d",
              warmup,
              last,
              trial.settings().epochs(),
              trial.protocol().id(),
              last),
          null);
    }
    try {
      // With an update in each epoch.
      builder(trial, last, trial.resolved().pruning().every())
          .ifPresent(builder -> common(trial, builder).build());
    } catch (InvalidSettingException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage();
      String problem =
          trial.composition().isPresent()
              ? "doesn't go together: " + reason
              : "doesn't suit regulariser '" + trial.regulariser().id() + "': " + reason;
      throw refusal(trial, problem, e);
    }
  }

  /**
   * Looks whether a trial's training is long enough for its schedule.
   *
   * @param trial the trial
   * @param batchesPerEpoch batches of an epoch
   * @return what is too short, and values with which it isn't; empty if its arm can prune
   */
  public static Optional<String> tooShort(Trial trial, int batchesPerEpoch) {
    try {
      builder(trial, end(trial, batchesPerEpoch), batchesPerEpoch)
          .ifPresent(builder -> common(trial, builder).build());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(shortage(trial, batchesPerEpoch));
    }
  }

  private static String shortage(Trial trial, int batchesPerEpoch) {
    PruningSettings pruning = trial.resolved().pruning();
    int every = pruning.every();
    while (every > 1 && !fits(trial, 0, every, batchesPerEpoch)) {
      every--;
    }
    int more = 0;
    while (more < MOST_EPOCHS && !fits(trial, more, pruning.every(), batchesPerEpoch)) {
      more++;
    }
    String fewer =
        fits(trial, 0, every, batchesPerEpoch) ? "pruning.every = " + every + " or less, or " : "";
    return String.format(
        Locale.ROOT,
        "an epoch has %s, masks are updated every %d, and none of these updates lies between"
            + " the warm-up of %d epochs and the end of pruning after epoch %d of %d, expected"
            + " %straining.epochs = %d or more",
        batchesPerEpoch == 1 ? "1 batch" : batchesPerEpoch + " batches",
        pruning.every(),
        pruning.warmup(),
        trial.lastSparsifyingEpoch(),
        trial.settings().epochs(),
        fewer,
        trial.settings().epochs() + more);
  }

  /** Whether an update lies after the warm-up if a training has some more epochs. */
  private static boolean fits(Trial trial, int more, int every, int batchesPerEpoch) {
    int epochs = trial.settings().epochs() + more;
    int last = trial.protocol().causal() ? epochs - Math.max(1, epochs / 4) : epochs;
    long update = (long) last * batchesPerEpoch / every * every;
    return update > (long) trial.resolved().pruning().warmup() * batchesPerEpoch;
  }

  /**
   * Makes sure that no part of own code has the name of one of the library's.
   *
   * @param code the own code
   * @throws org.synprune.jobs.BadInputException if one has
   */
  public static void requireOtherNames(OwnCode code) {
    PruningComposer.requireOtherNames(code);
  }

  private static boolean warmsUp(Trial trial) {
    return trial
        .composition()
        .map(PruningComposer::warmsUp)
        .orElseGet(() -> trial.regulariser().warmsUp());
  }

  /** Names the arm if the settings are its own. */
  private static InvalidSettingException refusal(
      Trial trial, String problem, @Nullable Throwable cause) {
    return trial.spec().values().isEmpty()
        ? InvalidSettingException.of("pruning", problem, cause)
        : InvalidSettingException.of(
            "regularisers", "holds arm '" + trial.spec().name() + "', which " + problem, cause);
  }

  /**
   * The sparsity that the schedule has when pruning ends.
   *
   * @param batchesPerEpoch batches of an epoch
   */
  static double plannedSparsity(Trial trial, SynapticPruner pruner, int batchesPerEpoch) {
    int last = trial.lastSparsifyingEpoch();
    int every = trial.resolved().pruning().every();
    return pruner.targetAt(last, Math.max(every, lastUpdate(trial, batchesPerEpoch)));
  }

  private static SynapticPrunerBuilder common(Trial trial, SynapticPrunerBuilder builder) {
    return builder
        .optPreset(trial.resolved().pruning().preset())
        .optExclude(Forecasters.NEVER_PRUNED);
  }

  private static Optional<SynapticPrunerBuilder> builder(
      Trial trial, int end, int batchesPerEpoch) {
    return trial
        .composition()
        .map(parts -> PruningComposer.compose(parts, frame(trial, parts, end, batchesPerEpoch)))
        .or(() -> method(trial, end));
  }

  private static PruningComposer.Frame frame(
      Trial trial, PruningParts parts, int end, int batchesPerEpoch) {
    PruningSettings settings = trial.resolved().pruning();
    return PruningComposer.countsBatches(parts)
        ? new PruningComposer.Frame(
            settings,
            settings.warmup() * (double) batchesPerEpoch,
            lastUpdate(trial, batchesPerEpoch),
            trial.seed())
        : new PruningComposer.Frame(settings, settings.warmup(), end, trial.seed());
  }

  /** The last batch in time whose masks are updated, counted from 1; 0 if there is none. */
  private static int lastUpdate(Trial trial, int batchesPerEpoch) {
    int every = trial.resolved().pruning().every();
    return trial.lastSparsifyingEpoch() * batchesPerEpoch / every * every;
  }

  private static Optional<SynapticPrunerBuilder> method(Trial trial, int end) {
    PruningSettings settings = trial.resolved().pruning();
    double first = settings.minSparsity();
    double last = settings.maxSparsity();
    double begin = settings.warmup();
    return switch (trial.regulariser()) {
      case NONE, DROPOUT, MC_DROPOUT, VARIATIONAL_DROPOUT, CONCRETE_DROPOUT -> Optional.empty();
      case SYNAPTIC_PRUNING ->
          every(
              settings,
              SynapticPruner.builder()
                  .optSchedule(SparsitySchedule.cubic(first, last, begin, end)));
      case SNIP -> Optional.of(PruningMethod.snip(last));
      case SYNAPTIC_GROWTH ->
          every(settings, PruningMethod.synapticGrowth(first, last, begin, end, trial.seed()));
      case RIGL -> every(settings, PruningMethod.rigl(last, end, trial.seed()));
      case SET -> every(settings, PruningMethod.set(last, end, trial.seed()));
      case GRADUAL_MAGNITUDE ->
          every(settings, PruningMethod.gradualMagnitude(first, last, begin, end));
      case RANDOM_PRUNING ->
          every(settings, PruningMethod.randomPruning(first, last, begin, end, trial.seed()));
    };
  }

  private static Optional<SynapticPrunerBuilder> every(
      PruningSettings settings, SynapticPrunerBuilder builder) {
    return Optional.of(builder.optUpdateEvery(settings.every()));
  }

  /**
   * The schedule's end. The scripts number epochs from 0 and so end one short of it. Strict doesn't
   * let them, and ends the schedule where its last update in time is: the first checkpoint has to
   * be at full sparsity.
   */
  private static int end(Trial trial, int batchesPerEpoch) {
    int last = trial.lastSparsifyingEpoch();
    PruningSettings settings = trial.resolved().pruning();
    if (!trial.protocol().causal()) {
      return last;
    }
    int batch = lastUpdate(trial, batchesPerEpoch);
    int epochOfLastUpdate = Math.max(1, (batch + batchesPerEpoch - 1) / batchesPerEpoch);
    return settings.preset().timeOf(epochOfLastUpdate);
  }
}
