package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

  /**
   * Scores layer by layer.
   *
   * @param layers scores a layer
   * @param norms the norms of the layers' inputs; null if it needs none
   */
  record ByLayer(LayerSaliency layers, @Nullable InputNorms norms) implements Saliency {
    @Override
    public NDArray score(NDArray weights, @Nullable NDArray gradients) {
      throw new IllegalStateException("This saliency has to know the layers.");
    }

    /** Scores all layers of a session; gradients are a vector for each, or null. */
    NDArray scoreLayers(List<MaskedLayer> all, @Nullable List<NDArray> gradients) {
      NDList scores = new NDList();
      for (MaskedLayer layer : all) {
        NDArray slopes = gradients == null ? null : gradients.get(layer.index).reshape(layer.shape);
        NDArray inputs =
            norms == null ? null : layer.alias.getManager().create(norms.get(layer.path));
        scores.add(
            layers
                .score(new LayerSaliency.Layer(layer.path, layer.alias, slopes, inputs))
                .flatten());
      }
      return MaskedWeights.flat(scores);
    }

    @Override
    public boolean needsGradients() {
      return layers.needsGradients();
    }
  }

  static NDArray lamp(LayerSaliency.Layer layer) {
    // Sums of many numbers: float32 would lose the small ones.
    NDArray squares = layer.weights().flatten().toType(DataType.FLOAT64, true).square();
    NDArray order = squares.argSort(0);
    NDArray ascending = squares.get(order);
    NDArray left = squares.sum().sub(ascending.cumSum(0)).add(ascending);
    NDArray scores = ascending.div(NDArrays.maximum(left, ascending));
    NDArray finite = NDArrays.where(ascending.gt(0), scores, scores.zerosLike());
    return finite.get(order.argSort(0)).toType(DataType.FLOAT32, false);
  }

  static NDArray wanda(LayerSaliency.Layer layer) {
    NDArray norms = Objects.requireNonNull(layer.inputNorms(), "norms");
    Shape shape = layer.weights().getShape();
    long[] wide = new long[shape.dimension()];
    Arrays.fill(wide, 1);
    wide[1] = norms.size();
    return layer.weights().abs().mul(norms.reshape(wide));
  }
}
