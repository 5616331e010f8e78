package org.synprune.pruning;

/**
 * A range of keys without their lowest bit, so that differences don't overflow.
 *
 * @param begin its beginning
 * @param end its end, excluded
 */
record Bracket(int begin, int end) {

  /** All keys. */
  static final Bracket EVERYTHING = new Bracket(Integer.MIN_VALUE >> 1, 1 << 30);

  /** No key, and none below. */
  static final Bracket NOTHING = new Bracket(Integer.MIN_VALUE >> 1, Integer.MIN_VALUE >> 1);

  private static final int COARSE_SHIFT = Integer.SIZE - Histogram.BITS;

  /**
   * Returns a range that probably holds a quantile.
   *
   * @param deviations how many standard deviations of a sample to allow for on either side
   * @param sample keys; they are overwritten
   * @param n how many of them there are
   */
  static Bracket around(double quantile, double deviations, int[] sample, int n) {
    double margin = 2 + deviations * Math.sqrt(n * quantile * (1 - quantile));
    int low = (int) Math.floor(n * quantile - margin);
    int high = (int) Math.ceil(n * quantile + margin);
    if (n == 0 || (low < 0 && high >= n)) {
      return EVERYTHING;
    }
    int lowest = Math.max(low, 0);
    int highest = Math.min(high, n - 1);
    // First by the leading bits, then by finer bits among the keys that matter.
    var coarse = new Histogram(sample, n, Integer.MIN_VALUE, COARSE_SHIFT);
    int first = coarse.bucket(lowest);
    int last = coarse.bucket(highest);
    int found = 0;
    for (int i = 0; i < n; i++) {
      int key = sample[i];
      sample[found] = key;
      int bucket = (key - Integer.MIN_VALUE) >>> COARSE_SHIFT;
      found += bucket >= first && bucket <= last ? 1 : 0;
    }
    int before = coarse.before(first);
    int origin = (first << COARSE_SHIFT) + Integer.MIN_VALUE;
    int shift = COARSE_SHIFT - Integer.numberOfLeadingZeros(last - first) + 32 - Histogram.BITS;
    var fine = new Histogram(sample, found, origin, shift);
    long begin = origin + ((long) fine.bucket(lowest - before) << shift);
    long end = origin + ((fine.bucket(highest - before) + 1L) << shift);
    return new Bracket(
        low < 0 ? EVERYTHING.begin : (int) (begin >> 1),
        high >= n ? EVERYTHING.end : (int) Math.min(EVERYTHING.end, (end + 1) >> 1));
  }
}
