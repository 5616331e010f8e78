package org.synprune.jobs.stats;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.statistics.ranking.NaNStrategy;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.apache.commons.statistics.ranking.TiesStrategy;

/**
 * Ranks of values, 1 for the smallest. Equal values each get the average of the ranks they span.
 */
public final class Ranks {

  private static final NaturalRanking RANKING =
      new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);

  private final double[] ranks;

  private Ranks(double[] ranks) {
    this.ranks = ranks;
  }

  /**
   * Ranks values.
   *
   * @param values the values, none of them NaN; may be empty; 0.0 and -0.0 are equal
   * @return their ranks
   * @throws IllegalArgumentException if a value is NaN
   */
  public static Ranks of(double... values) {
    // The library ranks -0.0 below 0.0; adding 0 makes them the same number.
    return new Ranks(RANKING.apply(Arrays.stream(values).map(value -> value + 0.0).toArray()));
  }

  /**
   * Returns the ranks in the order of the values.
   *
   * @return a copy, one rank for each value; whole or half numbers that add up to n (n + 1) / 2
   */
  public double[] toArray() {
    return ranks.clone();
  }

  /**
   * Returns the sum of t^3 - t over the groups of t equal values: the term that corrections for
   * ties need.
   *
   * @return the sum; 0 if no two values are equal
   */
  double tieTerm() {
    return Arrays.stream(ranks)
        .boxed()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .values()
        .stream()
        .mapToDouble(size -> (double) size * size * size - size)
        .sum();
  }
}
