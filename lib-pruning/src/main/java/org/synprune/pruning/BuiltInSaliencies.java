package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The saliencies that {@link Saliency}'s factory methods return. */
final class BuiltInSaliencies {

  private BuiltInSaliencies() {}

  enum Elementwise implements Saliency {
    MAGNITUDE {
      @Override
      public NDArray score(NDArray weights, @Nullable NDArray gradients) {
        return weights.abs();
      }
    },
    GRADIENT_MAGNITUDE {
      @Override
      public NDArray score(NDArray weights, @Nullable NDArray gradients) {
        return NDArrays.mul(weights, gradients).abs();
      }

      @Override
      public boolean needsGradients() {
        return true;
      }
    }
  }

  record Random(long seed) implements Saliency {
    @Override
    public NDArray score(NDArray weights, @Nullable NDArray gradients) {
      return uniform(weights, seed);
    }
  }

  /** Returns random numbers in [0, 1), as many as another vector has. */
  static NDArray uniform(NDArray like, long seed) {
    var generator = new SplittableRandom(seed);
    var scores = new float[Math.toIntExact(like.size())];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = generator.nextInt(1 << 24) * 0x1p-24f;
    }
    return like.getManager().create(scores);
  }
}
