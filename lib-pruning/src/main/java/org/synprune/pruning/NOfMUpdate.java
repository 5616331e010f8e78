package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Optional;

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
    NDArray saliencies = scores.saliencies();
    Optional<HostSelection> host = HostSelection.of(saliencies, layers.mask());
    if (host.isPresent()) {
      host.get().keepLargest(pattern.n(), pattern.m());
    } else {
      layers.mask().muli(kept(saliencies, layers.mask(), pattern));
    }
    return true;
  }

  /**
   * Finds by the engine's own operations which weights stay active. Last dimensions are multiples
   * of m: no group reaches into the next row.
   */
  static NDArray kept(NDArray scores, NDArray mask, Structures.NOfM pattern) {
    NDArray lowest = scores.getManager().create(Float.NEGATIVE_INFINITY);
    NDArray ranked = NDArrays.where(mask.gt(0), scores, lowest).reshape(-1, pattern.m());
    // How many of its group each goes before: the first m - n in that order go.
    NDArray one = ranked.expandDims(2);
    NDArray other = ranked.expandDims(1);
    NDArray tied = one.eq(other).logicalAnd(earlier(scores, pattern.m()));
    NDArray rank = other.lt(one).logicalOr(tied).toType(DataType.INT32, false).sum(new int[] {2});
    NDArray kept = rank.gte(pattern.m() - pattern.n());
    return kept.toType(DataType.FLOAT32, false).reshape(scores.getShape());
  }

  /** Returns shape (1, m, m): is the second index before the first? */
  private static NDArray earlier(NDArray like, int m) {
    boolean[] before = new boolean[m * m];
    for (int i = 0; i < before.length; i++) {
      before[i] = i % m < i / m;
    }
    return like.getManager().create(before, new Shape(1, m, m));
  }
}
