package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import java.util.function.Function;

/** What one batch says about the weights: vectors over all layers, computed when asked for. */
final class BatchScores {

  private final MaskedLayers layers;
  private final Saliency saliency;
  private final Function<String, NDArray> given;
  private final double time;
  private final long batch;
  private NDArray gradients;

  BatchScores(
      MaskedLayers layers,
      Saliency saliency,
      Function<String, NDArray> given,
      double time,
      long batch) {
    this.layers = layers;
    this.saliency = saliency;
    this.given = given;
    this.time = time;
    this.batch = batch;
  }

  /** The schedule's time. */
  double time() {
    return time;
  }

  /** The batch, the first being 1. */
  long batch() {
    return batch;
  }

  /** Returns the gradients, shape (n). */
  NDArray gradients() {
    if (gradients == null) {
      gradients = layers.gradients(given);
    }
    return gradients;
  }

  /** Returns whether any gradient differs from 0. */
  boolean haveGradients() {
    return gradients().abs().sum().getFloat() != 0;
  }

  /** Returns what the smallest of which is pruned first. */
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
