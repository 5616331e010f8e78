package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * Draws which elements dropout keeps. Four elements share a long: 16 bits decide on each, so that
 * the rate is rounded to a multiple of 2^-16. All four are decided by one subtraction.
 *
 * <p>The door for a training loop of your own that drops elements of several networks at once; a
 * network of blocks uses {@link McDropout}. Equal seeds and equal calls give equal masks. Not
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
    Schedules.requireSparsity(rate, "The dropout rate");
    long most = (1L << LANE_BITS) - 1;
    thresholds = Math.min(most, Math.round(rate * (most + 1))) * ONES;
    scale = (float) (1 / (1 - rate));
    this.random = random;
  }

  /**
   * Returns what a kept element is multiplied with, so that the mean stays.
   *
   * @return 1 / (1 - rate)
   */
  public float scale() {
    return scale;
  }

  /**
   * Writes one byte an element, 0 or 1, from the buffer's position on, and moves the position
   * behind the last.
   *
   * @param target a buffer with {@code elements} bytes remaining
   * @param elements how many elements to decide on
   */
  public void draw(ByteBuffer target, int elements) {
    int end = target.position() + elements;
    ByteBuffer view = target.slice().order(ByteOrder.LITTLE_ENDIAN);
    // Whole pairs of longs: what a call draws doesn't depend on how the elements are laid out.
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

  /** In each 16-bit lane: is it at least the threshold? Then the four answers as four bytes. */
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
    // A loop of its own: with the narrowing in it, the one above isn't made of vectors.
    for (int i = 0; i < n; i++) {
      kept[i] = (int) lanes[i];
    }
  }

  /**
   * Returns fresh factors of an array's shape, type and device: 0 or {@link #scale()}.
   *
   * @param like the array whose elements are dropped
   * @return an array of the same manager, in the engine's own memory: the engine reads it in the
   *     backward pass, when a Java buffer might be gone
   */
  NDArray next(NDArray like) {
    return next(like, like.getShape());
  }

  /** Does {@link #next(NDArray)} for another shape. */
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
