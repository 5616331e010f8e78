package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Algorithm 3 for weights in main memory: reads the engine's scores and changes its masks in place,
 * a thousand at a time. Several times as fast as the engine's selection.
 *
 * <p>Selection goes by the leading bits: a histogram tells in which of 2048 buckets the threshold
 * lies; what is in it is copied out and looked at by its next bits.
 */
final class HostSelection {

  private static final int CHUNK = 1024;
  private static final int BITS = 11;
  private static final int BUCKETS = 1 << BITS;
  private static final int FIRST_SHIFT = Integer.SIZE - BITS;
  private static final long LARGEST_BUFFER = Integer.MAX_VALUE / Float.BYTES;

  /** From how many weights on a sample is worth while. */
  private static final int MANY = 4096;

  private final IntBuffer scores;
  private final IntBuffer mask;

  /** The bits of a score that count: all, or all but the sign. */
  private final int bits;

  private final int[] scoreChunk = new int[CHUNK];
  private final int[] maskChunk = new int[CHUNK];

  /** A threshold among ordered keys, and how many of those equal to it are wanted too. */
  private record Threshold(int key, int ties) {}

  private HostSelection(ByteBuffer scores, ByteBuffer mask, int bits) {
    this.scores = scores.asIntBuffer();
    this.mask = mask.asIntBuffer();
    this.bits = bits;
  }

  /**
   * Opens flat float32 scores and masks, if the engine keeps both in memory that Java can reach.
   * Both must stay open as long as this is used.
   */
  static Optional<HostSelection> of(NDArray scores, NDArray mask) {
    return of(new Selection.Ranking(scores, false), mask);
  }

  /** Does {@link #of(NDArray, NDArray)} with scores that may be taken without their signs. */
  static Optional<HostSelection> of(Selection.Ranking ranking, NDArray mask) {
    NDArray scores = ranking.scores();
    if (scores.getDevice().isGpu() || scores.size() > LARGEST_BUFFER) {
      return Optional.empty();
    }
    ByteBuffer maskBytes = mask.toByteBuffer(true);
    if (!maskBytes.isDirect() || mask.getDataType() != DataType.FLOAT32) {
      return Optional.empty();
    }
    return Optional.of(
        new HostSelection(
            scores.toByteBuffer(true), maskBytes, ranking.absolute() ? Integer.MAX_VALUE : -1));
  }

  /**
   * Prunes the {@code wanted} active weights in [{@code begin}, {@code end}) with the smallest
   * scores, as the rule means it.
   *
   * @param active how many are active there, at least {@code wanted}
   */
  void prune(int begin, int end, long active, long wanted, CountRule rule) {
    if (end - begin >= MANY
        && new BracketSelection(scores, mask, bits)
            .prune(begin, end, Math.toIntExact(active), Math.toIntExact(wanted), rule)) {
      return;
    }
    Threshold threshold = threshold(begin, end, Math.toIntExact(wanted));
    int key = threshold.key;
    int ties = rule == CountRule.EXACT ? threshold.ties : 0;
    for (int at = begin; at < end; at += CHUNK) {
      int n = read(at, end);
      // Which weights go is as unpredictable as their values: no branch on it.
      for (int i = 0; i < n; i++) {
        long difference = (long) ordered(scoreChunk[i]) - key;
        maskChunk[i] &= ~(int) (difference >> 63);
      }
      for (int i = 0; ties > 0 && i < n; i++) {
        if (ordered(scoreChunk[i]) == key && maskChunk[i] != 0) {
          maskChunk[i] = 0;
          ties--;
        }
      }
      mask.put(at, maskChunk, 0, n);
    }
  }

  /**
   * Prunes all but the {@code n} largest active scores of every {@code m} neighbours; among equals
   * the first go.
   */
  void keepLargest(int n, int m) {
    int[] keys = new int[m];
    int size = mask.capacity();
    int step = CHUNK / m * m;
    for (int at = 0; at < size; at += step) {
      int length = read(at, Math.min(size, at + step));
      for (int group = 0; group < length; group += m) {
        for (int i = 0; i < m; i++) {
          keys[i] = maskChunk[group + i] == 0 ? Integer.MIN_VALUE : ordered(scoreChunk[group + i]);
        }
        for (int i = 0; i < m; i++) {
          int before = 0;
          for (int other = 0; other < m; other++) {
            before += keys[other] < keys[i] || (keys[other] == keys[i] && other < i) ? 1 : 0;
          }
          maskChunk[group + i] = before < m - n ? 0 : maskChunk[group + i];
        }
      }
      mask.put(at, maskChunk, 0, length);
    }
  }

  /** Counts the active weights in [{@code begin}, {@code end}). */
  int active(int begin, int end) {
    int active = 0;
    for (int at = begin; at < end; at += CHUNK) {
      int n = Math.min(CHUNK, end - at);
      mask.get(at, maskChunk, 0, n);
      for (int i = 0; i < n; i++) {
        active += one(maskChunk[i]);
      }
    }
    return active;
  }

  private Threshold threshold(int begin, int end, int wanted) {
    // Neighbours often share a bucket; two histograms halve the waiting for each other.
    int[] even = new int[BUCKETS];
    int[] odd = new int[BUCKETS];
    for (int at = begin; at < end; at += CHUNK) {
      int n = read(at, end);
      for (int i = 0; i < n; i += 2) {
        even[bucket(scoreChunk[i], FIRST_SHIFT)] += one(maskChunk[i]);
      }
      for (int i = 1; i < n; i += 2) {
        odd[bucket(scoreChunk[i], FIRST_SHIFT)] += one(maskChunk[i]);
      }
    }
    int rank = wanted;
    int bucket = 0;
    while (rank > even[bucket] + odd[bucket]) {
      rank -= even[bucket] + odd[bucket];
      bucket++;
    }
    int[] candidates = new int[even[bucket] + odd[bucket]];
    int found = 0;
    for (int at = begin; at < end; at += CHUNK) {
      int n = read(at, end);
      for (int i = 0; i < n; i++) {
        if (bucket(scoreChunk[i], FIRST_SHIFT) == bucket && maskChunk[i] != 0) {
          candidates[found++] = scoreChunk[i];
        }
      }
    }
    return threshold(candidates, rank, FIRST_SHIFT - BITS);
  }

  /** Goes on among scores that agree above the lowest {@code shift + 11} bits. */
  private static Threshold threshold(int[] scores, int wanted, int shift) {
    int[] histogram = new int[BUCKETS];
    for (int score : scores) {
      histogram[bucket(score, shift)]++;
    }
    int rank = wanted;
    int bucket = 0;
    while (rank > histogram[bucket]) {
      rank -= histogram[bucket++];
    }
    int[] keys = new int[histogram[bucket]];
    int found = 0;
    for (int score : scores) {
      if (bucket(score, shift) == bucket) {
        keys[found++] = ordered(score);
      }
    }
    // At most 10 bits are left, which a short sort settles.
    Arrays.sort(keys);
    int key = keys[rank - 1];
    int ties = 0;
    for (int i = rank - 1; i >= 0 && keys[i] == key; i--) {
      ties++;
    }
    return new Threshold(key, ties);
  }

  private int read(int at, int end) {
    int n = Math.min(CHUNK, end - at);
    scores.get(at, scoreChunk, 0, n);
    mask.get(at, maskChunk, 0, n);
    for (int i = 0; i < n; i++) {
      scoreChunk[i] &= bits;
    }
    return n;
  }

  /** Maps a float's bits to a number that is ordered as the float is. */
  static int ordered(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  private static int bucket(int bits, int shift) {
    return (ordered(bits) ^ Integer.MIN_VALUE) >>> shift & BUCKETS - 1;
  }

  /** Maps the bits of 1f to 1 and those of 0f to 0. */
  private static int one(int bits) {
    return bits >>> 29;
  }
}
