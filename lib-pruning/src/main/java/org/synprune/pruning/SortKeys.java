package org.synprune.pruning;

/**
 * Integers that have the order of the scores of a layer's weights, read a row at a time. Those of
 * numbers lie from {@code ~LARGEST} to {@code LARGEST}, those of NaN outside.
 */
@FunctionalInterface
interface SortKeys {

  /** The key of positive infinity. */
  int LARGEST = 0x7f800000;

  /**
   * Reads the keys of neighbouring weights.
   *
   * @param at the position of the first weight in the layer
   * @param keys takes the keys, from its beginning
   * @param n how many, at most {@link Bits#WIDTH}
   */
  void read(int at, int[] keys, int n);
}
