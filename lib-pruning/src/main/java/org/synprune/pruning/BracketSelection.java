package org.synprune.pruning;

import java.nio.IntBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Selection among many scores after Floyd and Rivest (1975). A sample gives two scores between
 * which the threshold almost surely lies. One pass prunes the weights below both and marks those
 * between; only the marked ones are then examined one by one. If the threshold turns out to lie
 * elsewhere, the mask is restored.
 *
 * <p>The pass is written so that the compiler vectorises it: arithmetic without branches, on arrays
 * that are read at the same index. A chunk is read row by row, and each word collects one bit of
 * every row: its lower half marks scores below the bracket, its upper half scores below or in it.
 */
final class BracketSelection {

  private static final int ROWS = 16;
  private static final int WIDTH = 2048;
  private static final int CHUNK = ROWS * WIDTH;
  private static final int SAMPLES_AT_ONCE = 32;
  private static final int BITS = 11;
  private static final int COARSE_SHIFT = Integer.SIZE - BITS;
  private static final long WIDEST = 1 << 30;
  private static final int ONE = Float.floatToRawIntBits(1);

  private final IntBuffer scores;
  private final IntBuffer mask;

  /** The bits of a score that are compared: all, or all but the sign. */
  private final int bits;

  private final int[] scoreRow = new int[WIDTH];
  private final int[] maskRow = new int[WIDTH];

  /** A range of keys without their lowest bit, so that differences don't overflow; end excluded. */
  private record Bracket(int begin, int end) {}

  BracketSelection(IntBuffer scores, IntBuffer mask, int bits) {
    this.scores = scores;
    this.mask = mask;
    this.bits = bits;
  }

  /**
   * Prunes the {@code wanted} active weights in [{@code begin}, {@code end}) with the smallest
   * scores, by the count rule.
   *
   * @param active the number of active weights there, at least {@code wanted}
   * @return false if the sample was misleading or too small; the mask is then as it was
   */
  boolean prune(int begin, int end, int active, int wanted, CountRule rule) {
    Bracket bracket = bracket(begin, end, (double) wanted / active);
    if (bracket == null) {
      return false;
    }
    int[][] words = new int[(end - begin + CHUNK - 1) / CHUNK][];
    int below = 0;
    int between = 0;
    for (int i = 0; i < words.length; i++) {
      words[i] = pass(begin + i * CHUNK, end, bracket);
      below += count(words[i], 0);
      between += count(words[i], ROWS) - count(words[i], 0);
    }
    int rank = wanted - below;
    if (rank < 1 || rank > between || between > (end - begin) / 4) {
      restore(begin, words);
      return false;
    }
    finish(candidates(begin, words, between), rank, bracket, rule);
    return true;
  }

  /** Returns a range that almost surely holds the quantile; null if the sample is too small. */
  private @Nullable Bracket bracket(int begin, int end, double quantile) {
    int[] sample = sample(begin, end);
    int n = sample.length;
    double margin = 2 + 2.5 * Math.sqrt(n * quantile * (1 - quantile));
    int low = (int) Math.floor(n * quantile - margin);
    int high = (int) Math.ceil(n * quantile + margin);
    if (low < 0 && high >= n) {
      return null;
    }
    // First by the leading bits, then by finer bits among the keys that matter.
    int[] coarse = histogram(sample, n, Integer.MIN_VALUE, COARSE_SHIFT);
    Bucket first = Bucket.of(coarse, Math.max(low, 0));
    Bucket last = Bucket.of(coarse, Math.min(high, n - 1));
    int found = 0;
    for (int i = 0; i < n; i++) {
      int key = sample[i];
      sample[found] = key;
      int bucket = (key - Integer.MIN_VALUE) >>> COARSE_SHIFT;
      found += bucket >= first.index && bucket <= last.index ? 1 : 0;
    }
    int origin = (first.index << COARSE_SHIFT) + Integer.MIN_VALUE;
    int range = last.index - first.index;
    int shift = COARSE_SHIFT - BITS + Integer.SIZE - Integer.numberOfLeadingZeros(range);
    int[] fine = histogram(sample, found, origin, shift);
    long least = origin + ((long) Bucket.of(fine, Math.max(low, 0) - first.before).index << shift);
    int lastRank = Math.min(high, n - 1) - first.before;
    long most = origin + ((Bucket.of(fine, lastRank).index + 1L) << shift);
    // An open end lies as far away as is possible without overflow.
    least = low < 0 ? Math.max(Integer.MIN_VALUE, most - WIDEST) : least;
    most = high >= n ? Math.min(Integer.MAX_VALUE, least + WIDEST) : most;
    return most - least > WIDEST ? null : new Bracket((int) (least >> 1), (int) ((most + 1) >> 1));
  }

  private int[] sample(int begin, int end) {
    int size = end - begin;
    int blocks = (int) Math.pow(size, 2.0 / 3) / SAMPLES_AT_ONCE;
    int[] sample = new int[blocks * SAMPLES_AT_ONCE];
    int[] sampleMask = new int[SAMPLES_AT_ONCE];
    int n = 0;
    for (int block = 0; block < blocks; block++) {
      int at = begin + (int) ((long) block * (size - SAMPLES_AT_ONCE) / blocks);
      scores.get(at, sample, n, SAMPLES_AT_ONCE);
      mask.get(at, sampleMask, 0, SAMPLES_AT_ONCE);
      int from = n;
      for (int i = 0; i < SAMPLES_AT_ONCE; i++) {
        sample[n] = HostSelection.sortable(sample[from + i] & bits);
        n += sampleMask[i] >>> 29;
      }
    }
    return Arrays.copyOf(sample, n);
  }

  private static int[] histogram(int[] keys, int n, int origin, int shift) {
    int[] histogram = new int[1 << BITS];
    for (int i = 0; i < n; i++) {
      histogram[(keys[i] - origin) >>> shift]++;
    }
    return histogram;
  }

  /** The bucket of a histogram that holds a rank (from 0), and the count in the buckets before. */
  private record Bucket(int index, int before) {
    static Bucket of(int[] histogram, int rank) {
      int bucket = 0;
      int before = 0;
      while (before + histogram[bucket] <= rank) {
        before += histogram[bucket++];
      }
      return new Bucket(bucket, before);
    }
  }

  private int[] pass(int at, int end, Bracket bracket) {
    int[] words = new int[WIDTH];
    int width = bracket.end - bracket.begin;
    for (int row = 0, from = at; row < ROWS && from < end; from += WIDTH, row++) {
      int n = Math.min(WIDTH, end - from);
      scores.get(from, scoreRow, 0, n);
      mask.get(from, maskRow, 0, n);
      Arrays.fill(maskRow, n, WIDTH, 0);
      row(scoreRow, maskRow, words, bits, bracket.begin, width, row);
      mask.put(from, maskRow, 0, n);
    }
    return words;
  }

  private static void row(
      int[] scores, int[] mask, int[] words, int bits, int begin, int width, int row) {
    // Short loops: the compiler vectorises no others.
    if (bits == Integer.MAX_VALUE) {
      for (int i = 0; i < WIDTH; i++) {
        scores[i] = ((scores[i] & Integer.MAX_VALUE) >> 1) - begin;
      }
    } else {
      for (int i = 0; i < WIDTH; i++) {
        scores[i] = (HostSelection.sortable(scores[i]) >> 1) - begin;
      }
    }
    for (int i = 0; i < WIDTH; i++) {
      int notAbove = (scores[i] - width) >>> 31;
      words[i] |= (((scores[i] >>> 31) | (notAbove << ROWS)) & -(mask[i] >>> 29)) << row;
      mask[i] &= ~(scores[i] >> 31);
    }
  }

  private static int between(int word) {
    return (word >>> ROWS) & ~word;
  }

  private static int count(int[] words, int shift) {
    int count = 0;
    for (int i = 0; i < WIDTH; i++) {
      count += Integer.bitCount((words[i] >>> shift) & 0xffff);
    }
    return count;
  }

  private long[] candidates(int begin, int[][] words, int count) {
    long[] candidates = new long[count];
    int[] hits = new int[WIDTH];
    int found = 0;
    for (int chunk = 0; chunk < words.length; chunk++) {
      int hit = 0;
      for (int i = 0; i < WIDTH; i++) {
        hits[hit] = i;
        hit += -between(words[chunk][i]) >>> 31;
      }
      for (int i = 0; i < hit; i++) {
        int place = begin + chunk * CHUNK + hits[i];
        for (int left = between(words[chunk][hits[i]]); left != 0; left &= left - 1) {
          int index = place + Integer.numberOfTrailingZeros(left) * WIDTH;
          long key = HostSelection.sortable(scores.get(index) & bits);
          candidates[found++] = (key << 32) | index;
        }
      }
    }
    return candidates;
  }

  /** Prunes the candidates up to a rank; among equal scores those at lower positions first. */
  private void finish(long[] candidates, int rank, Bracket bracket, CountRule rule) {
    int width = 2 * (bracket.end - bracket.begin);
    int shift = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(width) - BITS);
    long origin = 2L * bracket.begin;
    int[] histogram = new int[1 << BITS];
    for (long candidate : candidates) {
      histogram[(int) ((candidate >> 32) - origin) >> shift]++;
    }
    Bucket bucket = Bucket.of(histogram, rank - 1);
    long[] nearest = new long[histogram[bucket.index]];
    int found = 0;
    for (long candidate : candidates) {
      if ((int) ((candidate >> 32) - origin) >> shift == bucket.index) {
        nearest[found++] = candidate;
      }
    }
    Arrays.sort(nearest);
    long last = nearest[rank - bucket.before - 1];
    // By THRESHOLD the weights at the threshold stay.
    long end = rule == CountRule.EXACT ? last + 1 : (last >> 32) << 32;
    for (long candidate : candidates) {
      mask.put((int) candidate, candidate < end ? 0 : ONE);
    }
  }

  private void restore(int begin, int[][] words) {
    for (int chunk = 0; chunk < words.length; chunk++) {
      for (int i = 0; i < WIDTH; i++) {
        int place = begin + chunk * CHUNK + i;
        for (int left = words[chunk][i] & 0xffff; left != 0; left &= left - 1) {
          mask.put(place + Integer.numberOfTrailingZeros(left) * WIDTH, ONE);
        }
      }
    }
  }
}
