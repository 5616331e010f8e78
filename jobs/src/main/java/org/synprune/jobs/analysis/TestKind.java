package org.synprune.jobs.analysis;

import java.util.Locale;

/** What a row of test results holds. */
public enum TestKind {
  /** Friedman's chi-square, corrected for ties; effect size is Kendall's W. */
  FRIEDMAN,
  /** Iman and Davenport's F of the same ranks; df is that of the numerator. */
  IMAN_DAVENPORT,
  /** The average rank of one treatment, 1 being the smallest error; no test of its own. */
  AVERAGE_RANK,
  /** Nemenyi's critical difference of average ranks at 5%; no test of its own. */
  NEMENYI,
  /** Exact Wilcoxon signed-rank test of two treatments; effect size is the rank-biserial. */
  WILCOXON,
  /**
   * The median difference of two treatments, in the unit of the errors (over data sets: of their
   * logarithms); its 95% interval is in the two kinds that follow. No test of its own.
   */
  MEDIAN_DIFFERENCE,
  /** Lower end of the percentile bootstrap interval of {@link #MEDIAN_DIFFERENCE}. */
  MEDIAN_DIFFERENCE_LOW,
  /** Upper end of the percentile bootstrap interval of {@link #MEDIAN_DIFFERENCE}. */
  MEDIAN_DIFFERENCE_HIGH,
  /**
   * Posterior probability that the first of two treatments has the smaller errors by more than 1%
   * (Bayesian signed-rank test of differences of logarithms). A statistic, not a p-value.
   */
  BAYES_LEFT,
  /** Posterior probability that two treatments' errors are within 1% of each other: the rope. */
  BAYES_ROPE,
  /** Posterior probability that the first treatment has the larger errors by more than 1%. */
  BAYES_RIGHT;

  /**
   * The name in results.
   *
   * @return the lower-case name with hyphens
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
