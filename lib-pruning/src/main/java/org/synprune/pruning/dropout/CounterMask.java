package org.synprune.pruning.dropout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Objects;

/**
 * Draws which elements dropout keeps, by a counter-based generator (the idea: Salmon, Moraes, Dror
 * and Shaw 2011): the answer depends on nothing but the seed, the step and the element's place, not
 * on what was drawn before. So parts can be drawn in any order, and {@link DeviceMasks} gives the
 * same answers on a device. Each element is decided by 16 random bits, so the rate is rounded to a
 * multiple of 2^-16.
 *
 * <p>Places are numbered in blocks of {@value #BLOCK}: whoever drops in several layers of a network
 * gives each of them blocks of its own.
 *
 * <p>For a training loop of your own. Not thread-safe.
 */
public final class CounterMask {

  /** Elements of a block. */
  public static final int BLOCK = 2048;

  /** Each gives the answers of two elements: first all by their high bits, then by the low ones. */
  static final int WORDS = BLOCK / 2;

  /** What a step adds to the halves of the key. */
  static final int LOW_STEP = 0x6A09_E667;

  static final int HIGH_STEP = 0xBB67_AE85;

  private static final int LANE = 0xFFFF;
  private static final int[] RAMP = CounterHash.ramp(WORDS);
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private final int limit;
  private final float scale;
  private final int[] words = new int[WORDS];
  private final int[] bits = new int[WORDS];
  private final ByteBuffer memory =
      ByteBuffer.allocateDirect(BLOCK * Float.BYTES).order(ByteOrder.nativeOrder());
  private final IntBuffer asInts = memory.asIntBuffer();
  private final FloatBuffer asFloats = memory.asFloatBuffer();
  private int low;
  private int high;

  /**
   * Creates masks that are before their first step; call {@link #next} first.
   *
   * @param rate share of elements that become 0, in [0, 1)
   * @param seed of the generator
   * @throws IllegalArgumentException if the rate is outside [0, 1)
   */
  public CounterMask(double rate, long seed) {
    DropoutMask.requireRate(rate);
    limit = (int) Math.min(LANE, Math.round(rate * (LANE + 1)));
    scale = (float) (1 / (1 - rate));
    // Seeds that differ in few bits give keys that have nothing in common.
    long key = mixed(seed * GOLDEN + GOLDEN);
    low = (int) key;
    high = (int) (key >>> Integer.SIZE);
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mixed(long x) {
    long once = (x ^ (x >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    long twice = (once ^ (once >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return twice ^ (twice >>> 31);
  }

  /** Goes on to the next step, which has masks of its own. */
  public void next() {
    low += LOW_STEP;
    high += HIGH_STEP;
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
   * Returns how many blocks some elements take.
   *
   * @param elements the number of elements, 0 or more
   * @return the number of blocks
   */
  public static int blocks(long elements) {
    return Math.toIntExact((elements + BLOCK - 1) / BLOCK);
  }

  /**
   * Writes a factor for each element of a part, 0 (dropped) or {@link #scale()} (kept). Parts that
   * begin and end with blocks are drawn fastest.
   *
   * @param block the block that the elements' numbering begins with
   * @param from number of the part's first element
   * @param target takes the factors, from its beginning on
   * @param n how many elements
   * @throws IndexOutOfBoundsException if the target is shorter
   */
  public void draw(int block, int from, float[] target, int n) {
    Objects.checkFromIndexSize(0, n, target.length);
    for (int at = 0; at < n; ) {
      int within = (from + at) % BLOCK;
      int count = Math.min(n - at, BLOCK - within);
      CounterHash.fill((block + (from + at) / BLOCK) * WORDS, low, high, RAMP, words);
      answer(CounterHash.HALF, 0);
      answer(0, WORDS);
      asFloats.get(within, target, at, count);
      at += count;
    }
  }

  private void answer(int shift, int to) {
    factorBits(words, shift, limit, Float.floatToRawIntBits(scale), bits);
    asInts.put(to, bits);
  }

  /**
   * Compares a half of each word with the limit. Ints all along: the compiler turns no step from
   * ints to floats into vectors.
   */
  private static void factorBits(int[] words, int shift, int limit, int scale, int[] to) {
    for (int i = 0; i < words.length; i++) {
      to[i] = ~((((words[i] >>> shift) & LANE) - limit) >> (Integer.SIZE - 1)) & scale;
    }
  }

  int limit() {
    return limit;
  }

  int low() {
    return low;
  }

  int high() {
    return high;
  }
}
