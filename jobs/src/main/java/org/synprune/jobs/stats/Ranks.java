package org.synprune.jobs.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Ranks of the values of one block, 1 for the smallest; equal values share the average of the ranks
 * that they take up.
 */
public final class Ranks {

  private final double[] ranks;
  private final double tieTerm;

  private Ranks(double[] ranks, double tieTerm) {
    this.ranks = ranks;
    this.tieTerm = tieTerm;
  }

  /**
   * Ranks values.
   *
   * @param values the values, none of them NaN; may be empty
   * @return their ranks
   * @throws IllegalArgumentException if a value is NaN
   */
  public static Ranks of(double... values) {
    for (double value : values) {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException("NaN has no rank");
      }
    }
    int n = values.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted((a, b) -> Double.compare(values[a], values[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[n];
    double ties = 0;
    for (int from = 0, to; from < n; from = to) {
      to = from + 1;
      // == on purpose: 0.0 and -0.0 tie, and Double.compare puts them side by side.
      while (to < n && values[order[to]] == values[order[from]]) {
        to++;
      }
      double shared = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        ranks[order[i]] = shared;
      }
      double size = to - from;
      ties += size * size * size - size;
    }
    return new Ranks(ranks, ties);
  }

  /**
   * The ranks, in the order of the values.
   *
   * @return a copy; whole or half numbers that sum to n (n + 1) / 2
   */
  public double[] toArray() {
    return Arrays.copyOf(ranks, ranks.length);
  }

  /**
   * The sum of t^3 - t over the groups of t equal values, which tie corrections need.
   *
   * @return 0 if no two values are equal
   */
  public double tieTerm() {
    return tieTerm;
  }
}
