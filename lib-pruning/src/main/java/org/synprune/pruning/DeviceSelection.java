package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Algorithm 3 by operations of the engine, for weights whose memory Java can't reach. The scores
 * never leave the device.
 */
final class DeviceSelection {

  private DeviceSelection() {}

  /**
   * Returns which weights stay active.
   *
   * @param scores shape (n)
   * @param mask shape (n), 0 where a weight is inactive
   * @param inactive the number of inactive weights
   * @param wanted the number of active weights to prune, 1 to n - inactive
   * @param rule the count rule that applies to {@code wanted}
   * @return booleans of shape (n), false for inactive and newly pruned weights
   */
  static NDArray stillActive(
      NDArray scores, NDArray mask, long inactive, long wanted, CountRule rule) {
    NDManager manager = scores.getManager();
    NDArray lowest = number(manager, Float.NEGATIVE_INFINITY);
    NDArray ranked = NDArrays.where(mask.gt(number(manager, 0)), scores, lowest);
    NDArray threshold = kthSmallest(ranked, inactive + wanted);
    if (rule == CountRule.THRESHOLD) {
      return ranked.gte(threshold);
    }
    NDArray ties = ranked.eq(threshold);
    NDArray below = ranked.lt(threshold).toType(DataType.INT64, false).sum();
    NDArray fromTies = count(manager, inactive + wanted).sub(below);
    NDArray surviving = ties.toType(DataType.INT64, false).cumSum(0).gt(fromTies);
    return ranked.gt(threshold).logicalOr(ties.logicalAnd(surviving));
  }

  /** Makes a number on the device, which needn't wait for it as for one that is sent there. */
  static NDArray number(NDManager manager, float number) {
    return manager.full(new Shape(), number);
  }

  /** The same with a whole number: of two parts, as the engine takes floats only. */
  private static NDArray count(NDManager manager, long count) {
    long part = 1 << 24;
    return whole(manager, count / part)
        .muli(whole(manager, part))
        .addi(whole(manager, count % part));
  }

  private static NDArray whole(NDManager manager, long small) {
    return manager.full(new Shape(), (float) small, DataType.INT64);
  }

  /** Returns the k-th smallest element (k from 1), counted from the nearer end. */
  private static NDArray kthSmallest(NDArray scores, long k) {
    long fromTop = scores.size() - k + 1;
    if (k <= fromTop) {
      return scores.topK(Math.toIntExact(k), 0, false, false).get(0).max();
    }
    return scores.topK(Math.toIntExact(fromTop), 0, true, false).get(0).min();
  }
}
