package org.synprune.pruning;

/**
 * How many weights are pruned when {@code k} more should be (algorithm 3, lines 25-30).
 *
 * <p>With either rule the masks stay as they are if {@code k} is less than 1 or not less than the
 * number of active weights.
 */
public enum CountRule {
  /**
   * The paper's rule: the threshold is the {@code k}-th smallest active score, and the weights with
   * scores strictly below it are pruned. That is {@code k - 1} weights, fewer if several scores
   * equal the threshold.
   */
  THRESHOLD,
  /**
   * Exactly the {@code k} weights with the smallest scores are pruned; among equal scores the first
   * in path order, and within a parameter the first in row-major order.
   */
  EXACT
}
