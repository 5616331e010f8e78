package org.synprune.pruning.dropout;

/**
 * A hash of a 64-bit key and a number, which gives 32 random bits for each number of a key without
 * going through those before it. Its steps are sums, products and shifts by 16 of 32-bit integers:
 * Java's compiler turns them into vectors, and an engine without operations on bits has them, too,
 * see {@link DeviceMasks}.
 *
 * <p>Three times {@code x (2x + 1)}, the mixing of the cipher RC6 (Rivest, Robshaw, Sidney and Yin
 * 1998), with the halves swapped and a part of the key added in between.
 */
final class CounterHash {

  /** What the next number's state is further on: the golden ratio's bits. */
  static final int STRIDE = 0x9E37_79B9;

  /** Bits of half a word. */
  static final int HALF = 16;

  private CounterHash() {}

  /** The states of the first numbers of any key. */
  static int[] ramp(int length) {
    int[] ramp = new int[length];
    for (int i = 0; i < length; i++) {
      ramp[i] = i * STRIDE;
    }
    return ramp;
  }

  /**
   * Hashes successive numbers.
   *
   * @param first the first number
   * @param low half of the key
   * @param high the other half
   * @param ramp of the words' length
   * @param words takes the hashes
   */
  static void fill(int first, int low, int high, int[] ramp, int[] words) {
    int start = first * STRIDE + low;
    for (int i = 0; i < words.length; i++) {
      int x = ramp[i] + start;
      x *= x + x + 1;
      x = ((x << HALF) | (x >>> HALF)) + high;
      x *= x + x + 1;
      x = ((x << HALF) | (x >>> HALF)) + low;
      words[i] = x * (x + x + 1);
    }
  }
}
