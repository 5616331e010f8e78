package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import java.util.SplittableRandom;

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
    return BuiltIn.MAGNITUDE;
  }

  /**
   * Returns {@code |w * g|}, the first-order change of the loss if the weight were removed
   * (Molchanov et al. 2019). With {@link SparsitySchedule#oneShot} at the first batch it is SNIP
   * (Lee et al. 2019).
   *
   * @return the saliency
   */
  static Saliency gradientMagnitude() {
    return BuiltIn.GRADIENT_MAGNITUDE;
  }

  /**
   * Returns a ranking by chance: the baseline that any other saliency has to beat. The ranking
   * depends on the seed and on the weight's place alone and stays the same for the whole training.
   *
   * @param seed the seed
   * @return the saliency
   */
  static Saliency random(long seed) {
    return new RandomRanking(seed);
  }
}

enum BuiltIn implements Saliency {
  MAGNITUDE {
    @Override
    public NDArray score(NDArray weights, NDArray gradients) {
      return weights.abs();
    }
  },
  GRADIENT_MAGNITUDE {
    @Override
    public NDArray score(NDArray weights, NDArray gradients) {
      return NDArrays.mul(weights, gradients).abs();
    }

    @Override
    public boolean needsGradients() {
      return true;
    }
  }
}

record RandomRanking(long seed) implements Saliency {
  @Override
  public NDArray score(NDArray weights, NDArray gradients) {
    var generator = new SplittableRandom(seed);
    var scores = new float[Math.toIntExact(weights.size())];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = generator.nextInt(1 << 24) * 0x1p-24f;
    }
    return weights.getManager().create(scores);
  }
}
