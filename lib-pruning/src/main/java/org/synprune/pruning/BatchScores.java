package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The scores of all weights at one batch, computed when they are needed. */
final class BatchScores {

  private final MaskedWeights layers;
  private final Saliency saliency;
  private final Function<String, @Nullable NDArray> given;
  private final double time;
  private final long batch;
  private @Nullable List<NDArray> gradients;

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

  /**
   * Returns the gradients as vectors, one after another: those given, or else those stored with the
   * weights.
   */
  List<NDArray> gradients() {
    List<NDArray> known = gradients;
    if (known == null) {
      known = flatGradients();
      gradients = known;
    }
    return known;
  }

  private List<NDArray> flatGradients() {
    var found = new ArrayList<NDArray>();
    for (MaskedLayer layer : layers.list()) {
      NDArray gradient = given.apply(layer.path);
      if (gradient == null) {
        if (!layer.original.hasGradient()) {
          throw new IllegalArgumentException(
              "The gradient of " + layer.path + " is needed, but the parameter isn't trained.");
        }
        gradient = layer.original.getGradient();
      }
      if (!gradient.getShape().equals(layer.shape)) {
        throw new IllegalArgumentException(
            "The gradient of "
                + layer.path
                + " has the shape "
                + gradient.getShape()
                + " instead of "
                + layer.shape
                + ".");
      }
      found.add(gradient.stopGradient().flatten());
    }
    return found;
  }

  /** Returns whether any gradient differs from 0. */
  boolean haveGradients() {
    return gradients().stream().anyMatch(gradient -> gradient.abs().sum().getFloat() != 0);
  }

  /** Returns the ranking of the weights; those with the smallest scores are pruned first. */
  Ranking ranking() {
    return saliency == Saliency.magnitude()
        ? new Ranking.ByScore(layers.weights(), ScoreKeys.Order.NEAREST)
        : new Ranking.ByScore(List.of(scores()), ScoreKeys.Order.SMALLEST);
  }

  /** Returns the saliencies, shape (n), none of them NaN. */
  NDArray saliencies() {
    NDArray scores = scores();
    layers.requireNumbers(scores);
    return scores;
  }

  private NDArray scores() {
    List<NDArray> slopes = saliency.needsGradients() ? gradients() : null;
    NDArray scores =
        saliency instanceof BuiltInSaliencies.ByLayer byLayer
            ? byLayer.scoreLayers(layers.list(), slopes)
            : saliency.score(
                MaskedWeights.flat(layers.weights()),
                slopes == null ? null : MaskedWeights.flat(slopes));
    long size = layers.mask().size();
    if (scores.size() != size || scores.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "The saliency must return "
              + size
              + " float32 scores, but returned "
              + scores.getDataType()
              + " of shape "
              + scores.getShape()
              + ".");
    }
    return scores;
  }
}
