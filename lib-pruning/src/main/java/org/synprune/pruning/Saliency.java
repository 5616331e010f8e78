package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scores how much each weight matters; the weights with the smallest scores are pruned first
 * (algorithm 3 of the paper uses the magnitude).
 *
 * <p>A saliency is called once per mask update, for all prunable weights together: vectors of shape
 * {@code (n)}, parameters in path order, each row-major. It returns {@code n} float32 scores
 * without NaN, the same for the same input, and must not change its arguments. Temporary arrays
 * that it creates are released by the caller.
 */
@FunctionalInterface
public interface Saliency {

  /**
   * Scores the weights.
   *
   * @param weights all prunable weights, shape {@code (n)}, before the optimizer's step
   * @param gradients their gradients, shape {@code (n)}; null unless {@link #needsGradients()} is
   *     true
   * @return the scores, shape {@code (n)}
   */
  NDArray score(NDArray weights, @Nullable NDArray gradients);

  /**
   * Returns whether {@link #score} needs gradients.
   *
   * @return false unless overridden
   */
  default boolean needsGradients() {
    return false;
  }

  /**
   * Returns the paper's saliency, {@code |w|}.
   *
   * @return the saliency
   */
  static Saliency magnitude() {
    return BuiltInSaliencies.Elementwise.MAGNITUDE;
  }

  /**
   * Returns {@code |w * g|}, the first-order change of the loss if the weight were removed
   * (Molchanov et al. 2019, who use its square, which gives the same ranking). With {@link
   * SparsitySchedule#oneShot} at the first batch it is SNIP (Lee et al. 2019).
   *
   * <p>GraSP (Wang et al. 2020) isn't available: it needs the product of Hessian and gradient, but
   * DJL's {@link ai.djl.training.GradientCollector#backward} can't differentiate gradients again.
   *
   * @return the saliency
   */
  static Saliency gradientMagnitude() {
    return BuiltInSaliencies.Elementwise.GRADIENT_MAGNITUDE;
  }

  /**
   * Returns a random ranking, the baseline for other saliencies. A weight's score depends only on
   * the seed and the weight's position, and stays the same for the whole training.
   *
   * @param seed the seed
   * @return the saliency
   */
  static Saliency random(long seed) {
    return new BuiltInSaliencies.Random(seed);
  }

  /**
   * Returns a saliency that scores each layer by itself.
   *
   * @param layers scores a layer
   * @return the saliency
   */
  static Saliency ofLayers(LayerSaliency layers) {
    return new BuiltInSaliencies.ByLayer(layers, null);
  }

  /**
   * Returns a saliency that scores each layer by itself, knowing its inputs.
   *
   * @param layers scores a layer
   * @param norms the norms of the layers' inputs; all prunable layers must have been measured
   * @return the saliency
   */
  static Saliency ofLayers(LayerSaliency layers, InputNorms norms) {
    return new BuiltInSaliencies.ByLayer(layers, Objects.requireNonNull(norms, "norms"));
  }

  /**
   * Returns LAMP (Lee et al. 2021): the square of a weight over the sum of the squares of all
   * weights of its layer that are as large or larger. With {@link Scope#GLOBAL} it finds a sparsity
   * for each layer by itself, and never prunes the largest weight of one before all others are
   * gone.
   *
   * @return the saliency
   */
  static Saliency lamp() {
    return ofLayers(BuiltInSaliencies::lamp);
  }

  /**
   * Returns the score of Wanda (Sun et al. 2024): a weight's magnitude times the norm of its input.
   * Use {@link Scope#UNIFORM}. Wanda itself lets the weights of each output compete; here those of
   * a layer do.
   *
   * @param norms the norms of the layers' inputs
   * @return the saliency
   */
  static Saliency wanda(InputNorms norms) {
    return ofLayers(BuiltInSaliencies::wanda, norms);
  }
}
