package org.synprune.pruning;

import java.util.Arrays;

/**
 * Random keys of 24 bits. A weight's key is a hash of the seed and of its position among the
 * weights of all layers, so that nothing is drawn one after another and the compiler vectorises the
 * loop. The hash is {@code lowbias32} (Wellons 2018), twice, each time with half of the seed.
 */
final class RandomKeys implements SortKeys {

  private static final int[] POSITIONS = new int[Bits.WIDTH];

  static {
    Arrays.setAll(POSITIONS, i -> i);
  }

  private final int first;
  private final int second;
  private final int begin;

  /**
   * Draws keys.
   *
   * @param begin the position of the first weight among those of all layers
   */
  RandomKeys(long seed, int begin) {
    // Neighbouring seeds are to differ in both halves.
    first = hash((int) seed ^ hash((int) (seed >>> Integer.SIZE)));
    second = hash(first ^ (int) (seed >>> Integer.SIZE));
    this.begin = begin;
  }

  @Override
  public void read(int at, int[] keys, int n) {
    draw(keys, begin + at, first, second, n);
  }

  private static void draw(int[] keys, int at, int first, int second, int n) {
    for (int i = 0; i < n; i++) {
      keys[i] = hash(hash(POSITIONS[i] + at ^ first) ^ second) >>> 8;
    }
  }

  private static int hash(int number) {
    int x = (number ^ number >>> 16) * 0x7feb352d;
    x = (x ^ x >>> 15) * 0x846ca68b;
    return x ^ x >>> 16;
  }

  /** Returns the first keys as scores in [0, 1) of the same order. */
  float[] scores(int size) {
    float[] scores = new float[size];
    int[] row = new int[Bits.WIDTH];
    for (int at = 0; at < size; at += row.length) {
      int n = Math.min(row.length, size - at);
      read(at, row, n);
      for (int i = 0; i < n; i++) {
        scores[at + i] = row[i] * 0x1p-24f;
      }
    }
    return scores;
  }
}
