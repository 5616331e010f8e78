package org.synprune.pruning;

import java.nio.IntBuffer;

/**
 * The keys of scores in the engine's memory. The loops have no branches and write one array, so
 * that the compiler vectorises them.
 *
 * @param scores bits of a layer's float32 scores; their array must stay open
 */
record ScoreKeys(IntBuffer scores, Order order) implements SortKeys {

  /** How scores are ranked. */
  enum Order {
    /** The smallest first. */
    SMALLEST,
    /** Those nearest to 0 first. */
    NEAREST,
    /** Those farthest from 0 first. */
    FARTHEST
  }

  @Override
  public void read(int at, int[] keys, int n) {
    scores.get(at, keys, 0, n);
    switch (order) {
      case SMALLEST -> smallest(keys, n);
      case NEAREST -> nearest(keys, n);
      case FARTHEST -> farthest(keys, n);
    }
  }

  private static void smallest(int[] keys, int n) {
    for (int i = 0; i < n; i++) {
      keys[i] = sortable(keys[i]);
    }
  }

  private static void nearest(int[] keys, int n) {
    for (int i = 0; i < n; i++) {
      keys[i] &= Integer.MAX_VALUE;
    }
  }

  private static void farthest(int[] keys, int n) {
    for (int i = 0; i < n; i++) {
      keys[i] = ~(keys[i] & Integer.MAX_VALUE);
    }
  }

  /** Maps a float's bits to an integer with the same order. */
  static int sortable(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
