package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Scores the weights of one layer, knowing which layer it is; {@link Saliency#ofLayers} makes a
 * saliency of it. Called for each prunable layer at each update of the masks. Temporary arrays that
 * it creates are released by the caller.
 */
@FunctionalInterface
public interface LayerSaliency {

  /**
   * A layer.
   *
   * @param path its path in the block
   * @param weights its weights, of the layer's shape, pruned ones being 0
   * @param gradients their gradients, of the same shape; null unless {@link #needsGradients()} is
   *     true
   * @param inputNorms the norm of each of its inputs, a vector as long as the second dimension of
   *     the weights; null unless norms were given
   */
  record Layer(
      String path, NDArray weights, @Nullable NDArray gradients, @Nullable NDArray inputNorms) {}

  /**
   * Scores a layer's weights.
   *
   * @param layer the layer
   * @return float32 scores of the layer's shape, or as many in any shape, without NaN; the smallest
   *     are pruned first, among those of all layers that compete
   */
  NDArray score(Layer layer);

  /**
   * Returns whether {@link #score} needs gradients.
   *
   * @return false unless overridden
   */
  default boolean needsGradients() {
    return false;
  }
}
