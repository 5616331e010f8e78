package org.synprune.jobs.train.outcome;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.pruning.Masks;

/**
 * A trained network: the weights that were scored.
 *
 * @param spec its shape, without dropout
 * @param weights values of all parameters, one after another in the order that the block of {@link
 *     org.synprune.jobs.model.Forecasters} declares them in
 * @param masks which of them are pruned; null if the trial doesn't prune
 * @param outcome what came of the trial
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record TrainedModel(
    ForecasterSpec spec, float[] weights, @Nullable Masks masks, TrialOutcome.Completed outcome) {

  /** Validates. */
  public TrainedModel {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(outcome, "outcome");
  }

  /**
   * The error that models are chosen by: the scored weights' mean squared error on the validation
   * windows, scaled units.
   *
   * @return the validation loss of the restored epoch
   */
  public double validationLoss() {
    return outcome.epochs().get(outcome.restoredEpoch() - 1).validationLoss();
  }

  /** Is given trained networks. */
  @FunctionalInterface
  public interface Sink {

    /** Drops them. */
    Sink NONE = model -> {};

    /**
     * Is given one network, in the thread that trains. If its stack fails later, the trial is
     * trained again and the same network comes a second time.
     *
     * @param model the network
     */
    void accept(TrainedModel model);
  }
}
