package org.synprune.pruning.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * Draws which elements dropout keeps. Each element is decided by 16 random bits, so the rate is
 * rounded to a multiple of 2^-16.
 *
 * <p>Use it in a training loop of your own that drops elements of several networks at once; in a
 * network of blocks use {@link McDropout}. Equal seeds and equal calls give equal masks. Not
 * thread-safe.
 */
public final class DropoutMask {

  private static final int LANES = 4;
  private static final int LANE_BITS = 16;
  private static final long ONES = 0x0001_0001_0001_0001L;
  private static final long SIGNS = ONES << (LANE_BITS - 1);
  private static final long PAIRS = 0x0000_FFFF_0000_FFFFL;
  private static final int CHUNK = 1024;

  private final long thresholds;
  private final float scale;
  private final RandomGenerator random;
  private final long[] drawn = new long[CHUNK];
  private final int[] kept = new int[CHUNK];
  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

  /**
   * Creates a source of masks.
   *
   * @param rate share of elements that become 0, in [0, 1)
   * @param random the generator; all 64 bits of its {@code nextLong} are used
   * @throws IllegalArgumentException if the rate is outside [0, 1)
   */
  public DropoutMask(double rate, RandomGenerator random) {
    requireRate(rate);
    long most = (1L << LANE_BITS) - 1;
    thresholds = Math.min(most, Math.round(rate * (most + 1))) * ONES;
    scale = (float) (1 / (1 - rate));
    this.random = random;
  }

  static double requireRate(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "The dropout rate must be in [0, 1), but is " + rate + ".");
    }
    return rate;
  }

  /**
   * Returns the factor of the elements that are kept. It keeps the mean as it was.
   *
   * @return 1 / (1 - rate)
   */
  public float scale() {
    return scale;
  }

  /**
   * Writes one byte for each element, 0 (dropped) or 1 (kept), from the buffer's position on, and
   * moves the position past the last one.
   *
   * @param target a buffer with {@code elements} bytes remaining
   * @param elements the number of elements
   */
  public void draw(ByteBuffer target, int elements) {
    int end = target.position() + elements;
    ByteBuffer view = target.slice().order(ByteOrder.LITTLE_ENDIAN);
    // Always whole pairs of longs, so that the number of draws depends on the count alone.
    int longs = (elements + 2 * LANES - 1) / (2 * LANES) * 2;
    for (int from = 0; from < longs; from += CHUNK) {
      int n = Math.min(CHUNK, longs - from);
      for (int i = 0; i < n; i++) {
        drawn[i] = random.nextLong();
      }
      decide(n);
      int whole = Math.min(n, elements / LANES - from);
      view.asIntBuffer().put(from, kept, 0, whole);
      for (int at = (from + whole) * LANES; at < elements && whole < n; at++) {
        view.put(at, (byte) (kept[whole] >>> (Byte.SIZE * (at % LANES))));
      }
    }
    target.position(end);
  }

  /** Compares each 16-bit lane with the threshold; the four answers become four bytes, 0 or 1. */
  private void decide(int n) {
    long[] lanes = drawn;
    long limits = thresholds;
    for (int i = 0; i < n; i++) {
      long x = lanes[i];
      long difference = ((x | SIGNS) - (limits & ~SIGNS)) ^ ((x ^ ~limits) & SIGNS);
      long below = ((~x & limits) | (~(x ^ limits) & difference)) & SIGNS;
      long one = (~below & SIGNS) >>> (LANE_BITS - 1);
      one = (one | (one >>> Byte.SIZE)) & PAIRS;
      lanes[i] = one | (one >>> LANE_BITS);
    }
    // A separate loop: with the narrowing in it, the compiler wouldn't vectorise the one above.
    for (int i = 0; i < n; i++) {
      kept[i] = (int) lanes[i];
    }
  }

  /**
   * Draws a new array of factors, 0 or {@link #scale()}, of an array's shape, type and device.
   *
   * @param like the array whose elements are dropped
   * @return an array of the same manager, in the engine's own memory, because the engine reads it
   *     in the backward pass, when a Java buffer may have been freed
   */
  NDArray next(NDArray like) {
    return next(like, like.getShape());
  }

  /** As {@link #next(NDArray)}, but of another shape. */
  synchronized NDArray next(NDArray like, Shape shape) {
    int size = Math.toIntExact(shape.size());
    if (bytes.capacity() < size) {
      bytes = ByteBuffer.allocateDirect(size);
    }
    bytes.clear();
    draw(bytes, size);
    bytes.flip();
    NDManager manager = like.getManager();
    try (NDArray kept = manager.create(bytes, shape, DataType.UINT8);
        NDArray factor = manager.create(scale)) {
      NDArray factors = kept.toType(DataType.FLOAT32, true);
      factors.muli(factor);
      if (factors.getDataType() == like.getDataType()) {
        return factors;
      }
      try (factors) {
        return factors.toType(like.getDataType(), true);
      }
    }
  }
}
