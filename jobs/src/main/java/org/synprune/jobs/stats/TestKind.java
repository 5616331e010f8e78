package org.synprune.jobs.stats;

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
  WILCOXON;

  /**
   * The name in results.
   *
   * @return the lower-case name with hyphens
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
