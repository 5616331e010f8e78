package org.synprune.pruning;

/** Counts keys by some of their bits. */
final class Histogram {

  static final int BITS = 9;

  private final int[] counts = new int[1 << BITS];
  private final int origin;
  private final int shift;

  /**
   * Counts keys.
   *
   * @param n how many keys there are
   * @param origin what is subtracted from a key; its distance from there is at least 0, unsigned
   * @param shift how many of the distance's lower bits to ignore; leaves at most {@link #BITS}
   */
  Histogram(int[] keys, int n, int origin, int shift) {
    this.origin = origin;
    this.shift = shift;
    for (int i = 0; i < n; i++) {
      counts[(keys[i] - origin) >>> shift]++;
    }
  }

  /** Returns the bucket that holds a rank, the first being 0. */
  int bucket(int rank) {
    int bucket = 0;
    for (int left = rank - counts[0]; left >= 0; left -= counts[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /** Returns how many keys lie in the buckets before one. */
  int before(int bucket) {
    int before = 0;
    for (int i = 0; i < bucket; i++) {
      before += counts[i];
    }
    return before;
  }

  /** Returns how many keys lie in a bucket. */
  int count(int bucket) {
    return counts[bucket];
  }

  /** Returns those of the counted keys that lie in a bucket; what follows them means nothing. */
  int[] only(int bucket, int[] keys, int n) {
    int[] only = new int[counts[bucket] + 1];
    int found = 0;
    for (int i = 0; i < n; i++) {
      only[found] = keys[i];
      found += (keys[i] - origin) >>> shift == bucket ? 1 : 0;
    }
    return only;
  }
}
