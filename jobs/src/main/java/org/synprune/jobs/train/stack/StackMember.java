package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.train.dropout.DropoutSource;
import org.synprune.jobs.train.dropout.LearnedDropout;
import org.synprune.jobs.train.outcome.DivergedException;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.Masks;

/** One trial of a stack: its own randomness, history, checkpoints and rules. */
final class StackMember {

  private static final Logger LOG = LoggerFactory.getLogger(StackMember.class);

  private final NDManager manager;
  private final Trial trial;
  private final Randomness randomness;
  private final DropoutSource dropout;
  private final DropoutSource validationDropout;
  private final int[] order;
  private final boolean keepsMasks;
  private final List<Epoch> epochs = new ArrayList<>();
  private final List<Layer> layers = new ArrayList<>();
  private PruningArm pruning;
  private @Nullable Checkpoint best;
  private @Nullable Checkpoint scored;
  private @Nullable RuntimeException broken;
  private double trainSeconds;
  private double evaluationSeconds;

  /** Weights to come back to, owned by the stack, and their masks if they are kept. */
  record Checkpoint(int epoch, double validationLoss, NDArray weights, @Nullable Masks masks) {}

  /**
   * Begins a trial.
   *
   * @param manager owns the checkpoints
   * @param trial what is trained
   * @param randomness the trial's own
   * @param layout where parameters lie in its row
   * @param targets target rows of the train windows
   * @param keepsMasks whether checkpoints hold the masks
   */
  StackMember(
      NDManager manager,
      Trial trial,
      Randomness randomness,
      ParameterLayout layout,
      int[] targets,
      boolean keepsMasks) {
    this.manager = manager;
    this.keepsMasks = keepsMasks;
    this.trial = trial;
    this.randomness = randomness;
    RandomGenerator ofDropout = randomness.dropout();
    dropout = DropoutSource.of(trial, ofDropout, layout, targets.length);
    validationDropout =
        trial.regulariser() == Regulariser.MC_DROPOUT
            ? DropoutSource.of(trial, ofDropout, layout, targets.length)
            : DropoutSource.NONE;
    order = targets.clone();
  }

  Trial trial() {
    return trial;
  }

  Randomness randomness() {
    return randomness;
  }

  /** Shuffles the train windows for the next epoch. */
  int[] shuffled() {
    randomness.shuffle(order);
    return order;
  }

  PruningArm pruning() {
    return pruning;
  }

  void prunes(PruningArm arm) {
    pruning = arm;
  }

  /** Dropout while training. */
  DropoutSource dropout() {
    return dropout;
  }

  private Optional<LearnedDropout> learnedDropout() {
    return dropout instanceof LearnedDropout learned ? Optional.of(learned) : Optional.empty();
  }

  /** Dropout while validating. */
  DropoutSource forecastDropout() {
    return validationDropout;
  }

  /** Dropout of the forecasts that are scored: they can be had again of the weights alone. */
  DropoutSource finalDropout() {
    return trial.regulariser() == Regulariser.MC_DROPOUT && trial.dropoutRate() > 0
        ? new DropoutSource.ByWindow(trial.dropoutRate(), trial.seed())
        : DropoutSource.NONE;
  }

  /**
   * Passes of a forecast: {@code strict} averages Monte Carlo dropout, and does so on validation
   * rows too as soon as it chooses by them; {@code paper} takes one stochastic pass.
   */
  int passes(int epoch) {
    return epoch >= trial.firstCandidate() ? trial.scoredPasses() : 1;
  }

  /** Passes of the forecasts that are scored. */
  int finalPasses() {
    return trial.scoredPasses();
  }

  /**
   * Prunes between backward and the optimizer's step, but for trials that can't go on; what the
   * losses say of them goes before.
   *
   * @param members of a stack
   * @param epoch counted from 1
   * @param gradient gives a trial's gradient by its number, {@code [parameters]}
   */
  static void afterBackward(List<StackMember> members, int epoch, IntFunction<NDArray> gradient) {
    List<Integer> able = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).broken == null) {
        able.add(i);
      }
    }
    List<@Nullable RuntimeException> refusals =
        PruningArm.afterBackward(
            able.stream().map(i -> members.get(i).pruning).toList(),
            epoch,
            i -> gradient.apply(able.get(i)));
    for (int i = 0; i < refusals.size(); i++) {
      members.get(able.get(i)).broken = refusals.get(i);
    }
  }

  void spent(double train, double evaluation) {
    trainSeconds += train;
    evaluationSeconds += evaluation;
  }

  TrialOutcome.Seconds seconds() {
    return new TrialOutcome.Seconds(trainSeconds, evaluationSeconds);
  }

  /**
   * Notes an epoch and keeps its weights if the rules say so.
   *
   * @param epoch counted from 1
   * @param trainLoss mean squared error over the epoch's windows
   * @param validation errors on the validation windows
   * @param seconds this trial's share of the time
   * @param weights the trial's row as it is now
   * @throws DivergedException if a loss isn't a number
   */
  void endEpoch(
      int epoch,
      double trainLoss,
      StackEvaluation.Errors validation,
      double seconds,
      NDArray weights) {
    requireFinite(trainLoss, "training", epoch);
    if (broken != null) {
      throw broken;
    }
    double loss = validation.mse();
    requireFinite(loss, "validation", epoch);
    learnedDropout().ifPresent(learned -> learned.observed(trainLoss));
    epochs.add(new Epoch(epoch, trainLoss, loss, validation.mae(), pruning.sparsity(), seconds));
    layers.addAll(pruning.layers(epoch));
    if (best == null || loss < best.validationLoss()) {
      release(best);
      best = checkpoint(epoch, loss, weights);
    }
    if (restores(epoch, loss)) {
      release(scored);
      scored = checkpoint(epoch, loss, weights);
    }
  }

  private Checkpoint checkpoint(int epoch, double validationLoss, NDArray weights) {
    NDArray copy = weights.duplicate();
    copy.attach(manager);
    Masks masks = keepsMasks ? pruning.masks().orElse(null) : null;
    return new Checkpoint(epoch, validationLoss, copy, masks);
  }

  private static void release(@Nullable Checkpoint checkpoint) {
    if (checkpoint != null) {
      checkpoint.weights().close();
    }
  }

  private static void requireFinite(double loss, String which, int epoch) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(which + " loss is " + loss + " in epoch " + epoch);
    }
  }

  private boolean restores(int epoch, double validationLoss) {
    return switch (trial.protocol()) {
      case STRICT, ANCHORED ->
          epoch >= trial.firstCandidate()
              && (scored == null || validationLoss < scored.validationLoss());
      case PAPER -> true;
    };
  }

  /** Whether the last epoch was the trial's last one. */
  boolean isDone() {
    return epochs.size() == trial.settings().epochs()
        || (trial.protocol() == Protocol.PAPER && stoppedEarly());
  }

  /** The scripts' rule: none of the last {@code patience} epochs improved on the one before it. */
  private boolean stoppedEarly() {
    int patience = trial.settings().patience();
    int last = epochs.size() - 1;
    if (last < patience) {
      return false;
    }
    for (int i = last; i > last - patience; i--) {
      if (epochs.get(i).validationLoss() < epochs.get(i - 1).validationLoss()) {
        return false;
      }
    }
    return true;
  }

  /** The checkpoint that counts. */
  Checkpoint scored() {
    return Objects.requireNonNull(scored, "no epoch was chosen yet");
  }

  /** The checkpoint with the lowest validation loss of all epochs. */
  Checkpoint best() {
    return Objects.requireNonNull(best, "no epoch has ended yet");
  }

  TrialOutcome.Completed completed(TrialOutcome.Score score, TrialOutcome.Score scoreOfBest) {
    learnedDropout()
        .ifPresent(
            one -> LOG.debug("dropout rate {} was learned by {}", one.rate(), trial.config()));
    return new TrialOutcome.Completed(
        trial,
        score,
        scoreOfBest,
        epochs,
        scored().epoch(),
        best().epoch(),
        pruning.size(scored().epoch(), scored().weights().size()),
        layers,
        seconds());
  }

  /**
   * Ends the trial without a result. A loss that is no longer a number is a result of its settings;
   * whatever else is thrown is logged with its trace, as the row that is written has no place for
   * one.
   *
   * @param reason what was thrown
   * @return its outcome
   */
  TrialOutcome.Failed failed(RuntimeException reason) {
    if (!(reason instanceof DivergedException)) {
      LOG.warn("trial failed: {}", trial.config(), reason);
    }
    return TrialOutcome.Failed.of(trial, reason, seconds());
  }
}
