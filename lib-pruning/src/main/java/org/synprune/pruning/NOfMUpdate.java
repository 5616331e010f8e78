package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.IntBuffer;

/**
 * Prunes all but n of every m neighbours along the second dimension: the inputs of a linear layer,
 * the input channels of a convolution. Of a vector they are neighbours along its only dimension.
 */
final class NOfMUpdate implements MaskUpdate {

  private final BuiltInStructures.NOfM pattern;
  private final MaskedWeights layers;

  NOfMUpdate(BuiltInStructures.NOfM pattern, MaskedWeights layers) {
    this.pattern = pattern;
    this.layers = layers;
    for (MaskedLayer layer : layers.list()) {
      long inputs = layer.shape.get(axis(layer.shape));
      if (inputs % pattern.m() != 0) {
        throw new IllegalArgumentException(
            "The number of inputs must be a multiple of "
                + pattern.m()
                + " for "
                + pattern
                + " pruning, but is "
                + inputs
                + " in "
                + layer.path
                + " of shape "
                + layer.shape
                + ": exclude it.");
      }
    }
  }

  private static int axis(Shape shape) {
    return Math.min(1, shape.dimension() - 1);
  }

  /** How far neighbours are apart: 1, or the positions of a convolution's kernel. */
  private static long stride(Shape shape) {
    return shape.slice(axis(shape) + 1).size();
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    if (layers.list().stream().allMatch(this::isDone)) {
      return false;
    }
    NDArray saliencies = scores.saliencies();
    IntBuffer memory = layers.memory();
    IntBuffer bits = memory == null ? null : MaskedWeights.bits(saliencies);
    for (MaskedLayer layer : layers.list()) {
      if (isDone(layer)) {
        continue;
      }
      if (memory != null && bits != null) {
        GroupSelection.keepLargest(
            layer.part(bits),
            layer.part(memory),
            pattern,
            (int) layer.shape.get(axis(layer.shape)),
            (int) stride(layer.shape));
      } else {
        NDArray own = saliencies.get("{}:{}", layer.begin, layer.end).reshape(layer.shape);
        layer.mask.muli(stillActive(own, layer.mask, pattern));
      }
    }
    layers.count();
    return true;
  }

  private boolean isDone(MaskedLayer layer) {
    return layer.frozen || layer.pruned >= layer.size() / pattern.m() * (pattern.m() - pattern.n());
  }

  /** Returns which weights stay active, found by operations of the engine. */
  static NDArray stillActive(NDArray scores, NDArray mask, BuiltInStructures.NOfM pattern) {
    Shape shape = scores.getShape();
    NDArray lowest = scores.getManager().create(Float.NEGATIVE_INFINITY);
    Shape split = new Shape(-1, pattern.m(), stride(shape));
    // (groups, m, 1, positions) against (groups, 1, m, positions)
    NDArray ranked = NDArrays.where(mask.gt(0), scores, lowest).reshape(split);
    NDArray one = ranked.expandDims(2);
    NDArray other = ranked.expandDims(1);
    NDArray tied = one.eq(other).logicalAnd(earlier(scores, pattern.m()));
    // The rank within the group: the m - n lowest are pruned.
    NDArray rank = other.lt(one).logicalOr(tied).toType(DataType.INT32, false).sum(new int[] {2});
    NDArray active = rank.gte(pattern.m() - pattern.n());
    return active.toType(DataType.FLOAT32, false).reshape(shape);
  }

  /** Returns an array of shape (1, m, m, 1): whether the third index is less than the second. */
  private static NDArray earlier(NDArray like, int m) {
    boolean[] before = new boolean[m * m];
    for (int i = 0; i < before.length; i++) {
      before[i] = i % m < i / m;
    }
    return like.getManager().create(before, new Shape(1, m, m, 1));
  }
}
