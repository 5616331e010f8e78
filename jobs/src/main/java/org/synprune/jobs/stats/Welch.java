package org.synprune.jobs.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Welch's t test: whether two independent samples have the same mean, their variances being
 * whatever they are (Welch 1947).
 *
 * @param difference mean of the first less mean of the second
 * @param t the statistic
 * @param df Welch-Satterthwaite degrees of freedom
 * @param p two-sided p-value
 */
public record Welch(double difference, double t, double df, double p) {

  /**
   * Tests two samples.
   *
   * @param first at least two values
   * @param second at least two values
   * @return the test
   * @throws IllegalArgumentException if a sample is too small, or both are constant
   */
  public static Welch of(double[] first, double[] second) {
    double v1 = squaredError(first);
    double v2 = squaredError(second);
    double variance = v1 + v2;
    if (!(variance > 0)) {
      throw new IllegalArgumentException("both samples are constant: no test can compare them");
    }
    double difference = Sample.of(first).mean() - Sample.of(second).mean();
    double t = difference / Math.sqrt(variance);
    double df =
        variance * variance / (v1 * v1 / (first.length - 1) + v2 * v2 / (second.length - 1));
    double tail = TDistribution.of(df).survivalProbability(Math.abs(t));
    return new Welch(difference, t, df, Math.min(1, 2 * tail));
  }

  /** Squared standard error of the mean. */
  private static double squaredError(double[] values) {
    if (values.length < 2) {
      throw new IllegalArgumentException(
          "a sample has " + values.length + " values, expected 2 or more");
    }
    double sd = Sample.of(values).sd().orElseThrow();
    return sd * sd / values.length;
  }
}
