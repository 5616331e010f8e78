package org.synprune.pruning.dropout;

import java.util.random.RandomGenerator;

/** Random numbers, many at a time. */
interface RandomLongs {

  /**
   * Draws.
   *
   * @param to takes the numbers, from its beginning on
   * @param n how many
   */
  void fill(long[] to, int n);

  /**
   * A generator's, one after the other.
   *
   * @param random the generator
   * @return its numbers
   */
  static RandomLongs of(RandomGenerator random) {
    return (to, n) -> {
      for (int i = 0; i < n; i++) {
        to[i] = random.nextLong();
      }
    };
  }
}
