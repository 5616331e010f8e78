package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Finds the weights with the smallest scores by selection, without sorting (algorithm 3). */
final class Selection {

  private Selection() {}

  /**
   * Returns which weights stay active.
   *
   * @param scores shape (n); negative infinity where a weight is inactive
   * @param inactive how many weights are inactive
   * @param wanted how many of the active ones should go, 1 to n - inactive - 1
   * @param rule how {@code wanted} is meant
   * @return booleans of shape (n), false where a weight is or becomes inactive
   */
  static NDArray kept(NDArray scores, long inactive, long wanted, CountRule rule) {
    NDArray threshold = kthSmallest(scores, inactive + wanted);
    if (rule == CountRule.THRESHOLD) {
      return scores.gte(threshold);
    }
    NDArray ties = scores.eq(threshold);
    NDArray below = scores.lt(threshold).toType(DataType.INT64, false).sum();
    NDArray fromTies = below.neg().add(inactive + wanted);
    NDArray surviving = ties.toType(DataType.INT64, false).cumSum(0).gt(fromTies);
    return scores.gt(threshold).logicalOr(ties.logicalAnd(surviving));
  }

  /** Returns the k-th smallest element (k from 1), from whichever end is nearer. */
  private static NDArray kthSmallest(NDArray scores, long k) {
    long fromTop = scores.size() - k + 1;
    if (k <= fromTop) {
      return scores.topK(Math.toIntExact(k), 0, false, false).get(0).max();
    }
    return scores.topK(Math.toIntExact(fromTop), 0, true, false).get(0).min();
  }
}
