package org.synprune.jobs.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Nemenyi's critical difference: two treatments differ significantly if their average ranks are at
 * least this far apart (Demsar 2006, section 3.2.2). The quantile of the studentised range, for
 * infinitely many degrees of freedom, is computed instead of looked up in a table.
 */
public final class Nemenyi {

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double EDGE = 9;
  private static final int STEPS = 720;

  private Nemenyi() {}

  /**
   * Returns the critical difference.
   *
   * @param treatments number of treatments k, 2 to 1000
   * @param blocks number of blocks n, at least 1
   * @param alpha significance level, in (0, 1)
   * @return the critical difference of average ranks, in ranks
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double criticalDifference(int treatments, int blocks, double alpha) {
    if (blocks < 1) {
      throw new IllegalArgumentException("blocks is " + blocks + ", expected at least 1");
    }
    double k = treatments;
    return rangeQuantile(treatments, 1 - alpha) * Math.sqrt(k * (k + 1) / (12 * blocks));
  }

  /**
   * Returns a quantile of the range (largest minus smallest) of independent standard normal
   * variables.
   *
   * @param count number of variables, 2 to 1000
   * @param probability probability of a smaller range, in (0, 1)
   * @return the range, to about 1e-9
   * @throws IllegalArgumentException if an argument is out of range
   */
  static double rangeQuantile(int count, double probability) {
    if (count < 2 || count > 1000) {
      throw new IllegalArgumentException(count + " treatments, expected 2 to 1000");
    }
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException("probability is " + probability + ", expected in (0, 1)");
    }
    double low = 0;
    double high = 2 * EDGE;
    while (high - low > 1e-10) {
      double middle = (low + high) / 2;
      if (rangeProbability(count, middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /**
   * P(range of k normals <= q): k times the integral over z of phi(z) (Phi(z) - Phi(z - q))^(k-1),
   * where z is the largest. The trapezoidal rule converges geometrically on such an integrand.
   */
  private static double rangeProbability(int count, double range) {
    double step = 2 * EDGE / STEPS;
    double sum = 0;
    for (int i = 0; i <= STEPS; i++) {
      double z = -EDGE + i * step;
      sum += NORMAL.density(z) * Math.pow(NORMAL.probability(z - range, z), count - 1);
    }
    return count * sum * step;
  }
}
