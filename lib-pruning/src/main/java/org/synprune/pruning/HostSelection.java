package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  /** The number of weights from which on a sample pays off. */
  private static final int MANY = 4096;

  private final IntBuffer scores;
  private final IntBuffer mask;

  /** The bits of a score that are compared: all, or all but the sign. */
  private final int bits;

  private final int[] scoreChunk = new int[CHUNK];
  private final int[] maskChunk = new int[CHUNK];

  /** The threshold as a sortable key, and how many scores equal to it are pruned too. */
  private record Threshold(int key, int ties) {}

  private HostSelection(ByteBuffer scores, ByteBuffer mask, int bits) {
    this.scores = scores.asIntBuffer();
    this.mask = mask.asIntBuffer();
    this.bits = bits;
  }

  /**
   * Opens flat float32 scores and masks. Both must stay open as long as this is used.
   *
   * @return null if Java can't reach the engine's memory
   */
  static @Nullable HostSelection of(NDArray scores, NDArray mask) {
    return of(new Selection.Ranking(scores, false), mask);
  }

  /** As {@link #of(NDArray, NDArray)}, but the scores' signs may be ignored. */
  static @Nullable HostSelection of(Selection.Ranking ranking, NDArray mask) {
    NDArray scores = ranking.scores();
    if (scores.getDevice().isGpu() || scores.size() > LARGEST_BUFFER) {
      return null;
    }
    ByteBuffer maskBytes = mask.toByteBuffer(true);
    if (!maskBytes.isDirect() || mask.getDataType() != DataType.FLOAT32) {
      return null;
    }
    return new HostSelection(
        scores.toByteBuffer(true), maskBytes, ranking.absolute() ? Integer.MAX_VALUE : -1);
  }

  /**
   * Prunes the {@code wanted} active weights in [{@code begin}, {@code end}) with the smallest
   * scores, by the count rule.
   *
   * @param active the number of active weights there, at least {@code wanted}
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
      // No branch here: it would be unpredictable.
      for (int i = 0; i < n; i++) {
        long difference = (long) sortable(scoreChunk[i]) - key;
        maskChunk[i] &= ~(int) (difference >> 63);
      }
      for (int i = 0; ties > 0 && i < n; i++) {
        if (sortable(scoreChunk[i]) == key && maskChunk[i] != 0) {
          maskChunk[i] = 0;
          ties--;
        }
      }
      mask.put(at, maskChunk, 0, n);
    }
  }

  /**
   * Prunes all but the {@code n} largest active scores of every {@code m} neighbours; among equal
   * scores the first are pruned.
   */
  void keepLargest(int n, int m) {
    int[] keys = new int[m];
    int size = mask.capacity();
    int step = CHUNK / m * m;
    for (int at = 0; at < size; at += step) {
      int length = read(at, Math.min(size, at + step));
      for (int group = 0; group < length; group += m) {
        for (int i = 0; i < m; i++) {
          keys[i] = maskChunk[group + i] == 0 ? Integer.MIN_VALUE : sortable(scoreChunk[group + i]);
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
    // Neighbours often fall into the same bucket; two histograms avoid waiting for the same
    // counter.
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

  /** Finds the threshold among scores that differ only in their lowest {@code shift + 11} bits. */
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
        keys[found++] = sortable(score);
      }
    }
    // At most 10 bits are left: a short sort is enough.
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

  /** Maps a float's bits to an integer with the same order. */
  static int sortable(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  private static int bucket(int bits, int shift) {
    return (sortable(bits) ^ Integer.MIN_VALUE) >>> shift & BUCKETS - 1;
  }

  /** Maps the bits of 1f to 1 and those of 0f to 0. */
  private static int one(int bits) {
    return bits >>> 29;
  }
}
