package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.IntBuffer;
import java.util.Map;

/** Prunes all but n of every m neighbours along the last dimension. */
final class NOfMUpdate implements MaskUpdate {

  private final BuiltInStructures.NOfM pattern;
  private final MaskedWeights layers;

  NOfMUpdate(BuiltInStructures.NOfM pattern, MaskedWeights layers) {
    this.pattern = pattern;
    this.layers = layers;
    for (Map.Entry<String, Shape> layer : layers.shapes().entrySet()) {
      Shape shape = layer.getValue();
      if (shape.get(shape.dimension() - 1) % pattern.m() != 0) {
        throw new IllegalArgumentException(
            "The last dimension must be a multiple of "
                + pattern.m()
                + " for "
                + pattern
                + " pruning, but "
                + layer.getKey()
                + " is "
                + shape
                + ": exclude it.");
      }
    }
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    long groups = layers.mask().size() / pattern.m();
    if (layers.pruned() >= groups * (pattern.m() - pattern.n())) {
      return false;
    }
    NDArray saliencies = scores.saliencies();
    IntBuffer memory = layers.memory();
    if (memory != null) {
      GroupSelection.keepLargest(MaskedWeights.bits(saliencies), memory, pattern.n(), pattern.m());
    } else {
      layers.mask().muli(stillActive(saliencies, layers.mask(), pattern));
    }
    layers.count();
    return true;
  }

  /**
   * Returns which weights stay active, found by operations of the engine. Last dimensions are
   * multiples of m, so no group crosses the end of a row.
   */
  static NDArray stillActive(NDArray scores, NDArray mask, BuiltInStructures.NOfM pattern) {
    NDArray lowest = scores.getManager().create(Float.NEGATIVE_INFINITY);
    NDArray ranked = NDArrays.where(mask.gt(0), scores, lowest).reshape(-1, pattern.m());
    // The rank within the group: the m - n lowest are pruned.
    NDArray one = ranked.expandDims(2);
    NDArray other = ranked.expandDims(1);
    NDArray tied = one.eq(other).logicalAnd(earlier(scores, pattern.m()));
    NDArray rank = other.lt(one).logicalOr(tied).toType(DataType.INT32, false).sum(new int[] {2});
    NDArray active = rank.gte(pattern.m() - pattern.n());
    return active.toType(DataType.FLOAT32, false).reshape(scores.getShape());
  }

  /** Returns an array of shape (1, m, m): whether the third index is less than the second. */
  private static NDArray earlier(NDArray like, int m) {
    boolean[] before = new boolean[m * m];
    for (int i = 0; i < before.length; i++) {
      before[i] = i % m < i / m;
    }
    return like.getManager().create(before, new Shape(1, m, m));
  }
}
