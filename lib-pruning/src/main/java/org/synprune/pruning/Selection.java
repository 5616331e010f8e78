package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Finds the weights with the smallest scores by selection, without sorting (algorithm 3). */
final class Selection {

  private static final int CHUNK = 4096;
  private static final int BITS = 11;
  private static final int BUCKETS = 1 << BITS;
  private static final long LARGEST_BUFFER = Integer.MAX_VALUE / Float.BYTES;

  private Selection() {}

  /**
   * Returns which weights stay active.
   *
   * @param scores shape (n); negative infinity where a weight is inactive
   * @param inactive how many weights are inactive
   * @param wanted how many of the active ones should go, 1 to n - inactive - 1
   * @param rule how {@code wanted} is meant
   * @return booleans of shape (n), false where a weight is or becomes inactive
   */
  static NDArray kept(NDArray scores, long inactive, long wanted, CountRule rule) {
    NDArray threshold = kthSmallest(scores, inactive + wanted);
    if (rule == CountRule.THRESHOLD) {
      return scores.gte(threshold);
    }
    NDArray ties = scores.eq(threshold);
    NDArray below = scores.lt(threshold).toType(DataType.INT64, false).sum();
    NDArray fromTies = below.neg().add(inactive + wanted);
    NDArray surviving = ties.toType(DataType.INT64, false).cumSum(0).gt(fromTies);
    return scores.gt(threshold).logicalOr(ties.logicalAnd(surviving));
  }

  /**
   * Returns the k-th smallest element, k from 1. On a CPU the engine's memory is read in place;
   * elsewhere the engine selects, so that no score leaves the device.
   */
  static NDArray kthSmallest(NDArray scores, long k) {
    if (!scores.getDevice().isGpu() && scores.size() <= LARGEST_BUFFER) {
      return scores.getManager().create(kthSmallest(scores.toByteBuffer(true), k));
    }
    return kthSmallestOnDevice(scores, k);
  }

  /** Lets the engine select, from whichever end is nearer. */
  static NDArray kthSmallestOnDevice(NDArray scores, long k) {
    long fromTop = scores.size() - k + 1;
    if (k <= fromTop) {
      return scores.topK(Math.toIntExact(k), 0, false, false).get(0).max();
    }
    return scores.topK(Math.toIntExact(fromTop), 0, true, false).get(0).min();
  }

  /**
   * Selects by the leading bits: a histogram tells in which of 2048 buckets the element lies; those
   * in it are copied out and looked at by their next bits.
   */
  private static float kthSmallest(ByteBuffer floats, long k) {
    IntBuffer bits = floats.asIntBuffer();
    int[] chunk = new int[Math.min(CHUNK, bits.remaining())];
    int[] histogram = new int[BUCKETS];
    int shift = Integer.SIZE - BITS;
    for (int n = next(bits, chunk); n > 0; n = next(bits, chunk)) {
      for (int i = 0; i < n; i++) {
        histogram[ordered(chunk[i]) >>> shift]++;
      }
    }
    int rank = Math.toIntExact(k);
    int bucket = 0;
    while (rank > histogram[bucket]) {
      rank -= histogram[bucket++];
    }
    int[] candidates = new int[histogram[bucket]];
    int found = 0;
    bits.rewind();
    for (int n = next(bits, chunk); n > 0; n = next(bits, chunk)) {
      for (int i = 0; i < n; i++) {
        int key = ordered(chunk[i]);
        if (key >>> shift == bucket) {
          candidates[found++] = key;
        }
      }
    }
    int key = kthSmallest(candidates, rank, shift - BITS);
    return Float.intBitsToFloat(key < 0 ? key ^ Integer.MIN_VALUE : ~key);
  }

  /** Selects among keys that agree above the lowest {@code shift + 11} bits. */
  private static int kthSmallest(int[] keys, int k, int shift) {
    int[] histogram = new int[BUCKETS];
    for (int key : keys) {
      histogram[key >>> shift & BUCKETS - 1]++;
    }
    int rank = k;
    int bucket = 0;
    while (rank > histogram[bucket]) {
      rank -= histogram[bucket++];
    }
    int wanted = bucket;
    int[] candidates = new int[histogram[bucket]];
    int found = 0;
    for (int key : keys) {
      if ((key >>> shift & BUCKETS - 1) == wanted) {
        candidates[found++] = key;
      }
    }
    // At most 10 bits are left, which a short sort settles.
    Arrays.sort(candidates);
    return candidates[rank - 1];
  }

  private static int next(IntBuffer source, int[] chunk) {
    int n = Math.min(chunk.length, source.remaining());
    source.get(chunk, 0, n);
    return n;
  }

  /** Maps a float's bits to a key that is ordered, as an unsigned number, as the float is. */
  private static int ordered(int bits) {
    return bits ^ (bits >> 31 | Integer.MIN_VALUE);
  }
}
