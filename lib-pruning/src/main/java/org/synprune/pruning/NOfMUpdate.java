package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;

/** Prunes all but n of every m neighbours along the last dimension. */
final class NOfMUpdate implements MaskUpdate {

  private final Structures.NOfM pattern;
  private final MaskedLayers layers;

  NOfMUpdate(Structures.NOfM pattern, MaskedLayers layers) {
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
    // Last dimensions are multiples of m: no group reaches into the next row.
    NDArray mask = layers.mask().reshape(groups, pattern.m());
    NDArray all = scores.saliencies().reshape(groups, pattern.m());
    NDArray lowest = all.getManager().create(Float.NEGATIVE_INFINITY);
    NDArray ranked = NDArrays.where(mask.gt(0), all, lowest);
    // How many of its group each goes before: the first m - n in that order go.
    NDArray one = ranked.expandDims(2);
    NDArray other = ranked.expandDims(1);
    NDArray tied = one.eq(other).logicalAnd(earlier(all));
    NDArray rank = other.lt(one).logicalOr(tied).toType(DataType.INT32, false).sum(new int[] {2});
    mask.muli(rank.gte(pattern.m() - pattern.n()).toType(DataType.FLOAT32, false));
    return true;
  }

  /** Returns shape (1, m, m): is the second index before the first? */
  private NDArray earlier(NDArray like) {
    int m = pattern.m();
    boolean[] before = new boolean[m * m];
    for (int i = 0; i < before.length; i++) {
      before[i] = i % m < i / m;
    }
    return like.getManager().create(before, new Shape(1, m, m));
  }
}
