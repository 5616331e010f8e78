package org.synprune.pruning;

import ai.djl.ndarray.NDArray;

/**
 * How much a weight matters; the smallest scores are pruned first (algorithm 3 of the paper uses
 * the magnitude).
 *
 * <p>A saliency is asked once per mask update, for all prunable weights at once: vectors of shape
 * {@code (n)} with the parameters in path order, each row-major. It returns {@code n} float32
 * scores, the same for the same input, and must not change its arguments; arrays that it makes on
 * the way are released for it. Scores must not be NaN.
 */
@FunctionalInterface
public interface Saliency {

  /**
   * Scores the weights.
   *
   * @param weights all prunable weights, shape {@code (n)}, before the optimizer's step
   * @param gradients their gradients, shape {@code (n)}; null unless {@link #needsGradients()}
   * @return the scores, shape {@code (n)}
   */
  NDArray score(NDArray weights, NDArray gradients);

  /**
   * Returns whether {@link #score} is to be given gradients.
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
    return Saliencies.Elementwise.MAGNITUDE;
  }

  /**
   * Returns {@code |w * g|}, the first-order change of the loss if the weight were removed
   * (Molchanov et al. 2019). With {@link SparsitySchedule#oneShot} at the first batch it is SNIP
   * (Lee et al. 2019). Molchanov's own form is its square, which ranks alike.
   *
   * <p>GraSP (Wang et al. 2020) isn't offered: it needs the product of Hessian and gradient, and
   * DJL's {@link ai.djl.training.GradientCollector#backward} keeps no graph of the gradients to
   * differentiate again.
   *
   * @return the saliency
   */
  static Saliency gradientMagnitude() {
    return Saliencies.Elementwise.GRADIENT_MAGNITUDE;
  }

  /**
   * Returns a ranking by chance: the baseline that any other saliency has to beat. The ranking
   * depends on the seed and on the weight's place alone and stays the same for the whole training.
   *
   * @param seed the seed
   * @return the saliency
   */
  static Saliency random(long seed) {
    return new Saliencies.Random(seed);
  }
}
