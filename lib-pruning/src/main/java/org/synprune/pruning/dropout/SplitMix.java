package org.synprune.pruning.dropout;

/**
 * SplitMix64 (Steele, Lea and Flood 2014), as in {@link java.util.SplittableRandom}. A number is a
 * hash of its place in the stream, so that the compiler can turn the loop into vectors.
 */
final class SplitMix implements RandomLongs {

  private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;
  private static final long FIRST = 0xBF58_476D_1CE4_E5B9L;
  private static final long SECOND = 0x94D0_49BB_1331_11EBL;

  /** How far a number's state is from the last one of the numbers before. */
  private final long[] offsets;

  private long state;

  /**
   * Begins a stream.
   *
   * @param seed of the stream
   * @param most how many numbers are drawn at once at most
   */
  SplitMix(long seed, int most) {
    state = seed;
    offsets = new long[most];
    for (int i = 0; i < most; i++) {
      offsets[i] = (i + 1) * GAMMA;
    }
  }

  @Override
  public void fill(long[] to, int n) {
    mix(state, offsets, to, n);
    state += n * GAMMA;
  }

  private static void mix(long state, long[] offsets, long[] to, int n) {
    for (int i = 0; i < n; i++) {
      long x = state + offsets[i];
      x = (x ^ (x >>> 30)) * FIRST;
      x = (x ^ (x >>> 27)) * SECOND;
      to[i] = x ^ (x >>> 31);
    }
  }
}
