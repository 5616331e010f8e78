package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The scores of all weights at one batch, computed when they are needed. */
final class BatchScores {

  private final MaskedWeights layers;
  private final Saliency saliency;
  private final Function<String, @Nullable NDArray> given;
  private final double time;
  private final long batch;
  private @Nullable NDArray gradients;

  BatchScores(
      MaskedWeights layers,
      Saliency saliency,
      Function<String, @Nullable NDArray> given,
      double time,
      long batch) {
    this.layers = layers;
    this.saliency = saliency;
    this.given = given;
    this.time = time;
    this.batch = batch;
  }

  /** Returns the time of the schedule. */
  double time() {
    return time;
  }

  /** Returns the number of the batch, the first being 1. */
  long batch() {
    return batch;
  }

  /** Returns the gradients, shape (n). */
  NDArray gradients() {
    NDArray known = gradients;
    if (known == null) {
      known = layers.gradients(given);
      gradients = known;
    }
    return known;
  }

  /** Returns whether any gradient differs from 0. */
  boolean haveGradients() {
    return gradients().abs().sum().getFloat() != 0;
  }

  /** Returns the ranking of the weights; those with the smallest scores are pruned first. */
  Selection.Ranking ranking() {
    if (saliency != Saliency.magnitude()) {
      return new Selection.Ranking(saliencies(), false);
    }
    NDArray weights = layers.weights();
    layers.requireNumbers(weights);
    return new Selection.Ranking(weights, true);
  }

  /** Returns the saliencies, shape (n), none of them NaN. */
  NDArray saliencies() {
    NDArray scores =
        saliency.score(layers.weights(), saliency.needsGradients() ? gradients() : null);
    layers.requireNumbers(scores);
    return scores;
  }
}
