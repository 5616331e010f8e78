package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Shares of attention from the scores of one head, {@code softmax(scale * scores)} over the keys:
 * forward, and back.
 */
final class TokenSoftmax {

  private static final int KEYS = 2;
  private static final int[] SUMMED = {KEYS};

  private final NDArray scale;
  private final @Nullable SoftmaxLoops loops;

  /**
   * Begins a pass.
   *
   * @param places of the pass
   */
  TokenSoftmax(TokenPlaces places) {
    TokenShape shape = places.shape();
    scale = places.network().constants().attentionScale();
    float root = (float) (1 / Math.sqrt(shape.each()));
    loops = places.loops() == null ? null : new SoftmaxLoops(shape, root);
  }

  /**
   * Goes forward.
   *
   * @param scores {@code [networks * windows, queries, keys]}; used up
   * @return shares in that shape
   */
  NDArray forward(NDArray scores) {
    if (loops != null) {
      loops.forward(TokenLoops.memory(scores));
      return scores;
    }
    try (scores) {
      return scores.muli(scale).softmax(KEYS);
    }
  }

  /**
   * Goes back, {@code scale * shares * (slope - sum(shares * slope))}.
   *
   * @param shares as they came out
   * @param slope of the losses by the shares; used up
   * @return slope by the scores
   */
  NDArray backward(NDArray shares, NDArray slope) {
    if (loops != null) {
      loops.backward(TokenLoops.memory(shares), TokenLoops.memory(slope));
      return slope;
    }
    NDArray product = shares.mul(slope);
    try (slope;
        NDArray sums = product.sum(SUMMED, true);
        NDArray part = shares.mul(sums)) {
      return product.subi(part).muli(scale);
    }
  }
}
