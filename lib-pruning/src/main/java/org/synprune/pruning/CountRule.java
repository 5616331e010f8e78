package org.synprune.pruning;

/**
 * How many weights a request for {@code k} further ones prunes (algorithm 3, lines 25-30).
 *
 * <p>Either way {@code k} is at least 1 and less than the number of active weights; otherwise the
 * masks stay as they are.
 */
public enum CountRule {
  /**
   * The paper's: the threshold is the {@code k}-th smallest active score and what lies strictly
   * below it goes. That is {@code k - 1} weights, fewer if several share the threshold.
   */
  THRESHOLD,
  /**
   * Exactly {@code k} weights go, those with the smallest scores; among equal scores the first in
   * path order, and within a parameter in row-major order.
   */
  EXACT
}
