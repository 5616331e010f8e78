package org.synprune.pruning;

import java.util.Arrays;

/**
 * The key at a rank.
 *
 * @param key the key
 * @param ties how many keys equal to it have this rank or a lower one
 * @param equal how many are equal to it in all
 */
record Rank(int key, int ties, int equal) {

  /** So few keys are sorted. */
  private static final int FEW = 100;

  /**
   * Looks a rank up.
   *
   * @param rank the rank, from 1 to {@code n}
   * @param keys keys that lie in the bracket
   * @param n how many of them there are
   */
  static Rank of(int rank, int[] keys, int n, Bracket bracket) {
    int[] left = keys;
    int size = n;
    int index = rank - 1;
    int origin = bracket.begin() << 1;
    int range = (bracket.end() - bracket.begin()) << 1;
    int bits = range == 0 ? Integer.SIZE : Integer.SIZE - Integer.numberOfLeadingZeros(range);
    for (int shift = Math.max(0, bits - Histogram.BITS); size > FEW; ) {
      var histogram = new Histogram(left, size, origin, shift);
      int bucket = histogram.bucket(index);
      index -= histogram.before(bucket);
      left = histogram.only(bucket, left, size);
      size = histogram.count(bucket);
      origin += bucket << shift;
      if (shift == 0) {
        return new Rank(origin, index + 1, size);
      }
      shift = Math.max(0, shift - Histogram.BITS);
    }
    int[] sorted = Arrays.copyOf(left, size);
    Arrays.sort(sorted);
    int first = index;
    while (first > 0 && sorted[first - 1] == sorted[index]) {
      first--;
    }
    int end = index + 1;
    while (end < size && sorted[end] == sorted[index]) {
      end++;
    }
    return new Rank(sorted[index], index + 1 - first, end - first);
  }
}
