package org.synprune.jobs.stats;

import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.TTest;

/**
 * Welch's two-sided t test of whether two independent samples have the same mean. Their variances
 * may differ (Welch, Biometrika 34, 1947).
 *
 * @param difference mean of the first sample minus mean of the second, in the unit of the values
 * @param t the test statistic
 * @param df Welch-Satterthwaite degrees of freedom
 * @param p two-sided p-value
 */
public record Welch(double difference, double t, double df, double p) {

  private static final TTest TEST = TTest.withDefaults().with(DataDispersion.HETEROSCEDASTIC);

  /**
   * Tests two samples.
   *
   * @param first at least two values
   * @param second at least two values
   * @return the test
   * @throws IllegalArgumentException if a sample has fewer than two values, or both are constant
   */
  public static Welch of(double[] first, double[] second) {
    Sample one = requireSample(first);
    Sample other = requireSample(second);
    if (!(one.populationSd() > 0 || other.populationSd() > 0)) {
      throw new IllegalArgumentException("both samples are constant, so there is no t test");
    }
    TTest.Result test = TEST.test(first, second);
    return new Welch(
        one.mean() - other.mean(),
        test.getStatistic(),
        test.getDegreesOfFreedom(),
        test.getPValue());
  }

  private static Sample requireSample(double[] values) {
    if (values.length < 2) {
      throw new IllegalArgumentException(
          "a sample has " + values.length + " values, expected 2 or more");
    }
    return Sample.of(values);
  }
}
