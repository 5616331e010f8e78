package org.synprune.jobs.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Size, mean and standard deviation of a sample. Mean and deviations are in the unit of the values.
 *
 * @param n number of values, at least 1
 * @param mean arithmetic mean
 * @param populationSd standard deviation with divisor n, which the paper's Table 4 prints
 */
public record Sample(int n, double mean, double populationSd) {

  /** Checks that there are values, a finite mean and a deviation of at least 0. */
  public Sample {
    if (n < 1 || !Double.isFinite(mean) || !(populationSd >= 0)) {
      throw new IllegalArgumentException(
          "sample of " + n + " with mean " + mean + " and deviation " + populationSd);
    }
  }

  /**
   * Computes size, mean and standard deviation of values, in two passes.
   *
   * @param values at least one, all finite
   * @return the sample
   * @throws IllegalArgumentException if there are no values, or one isn't finite
   */
  public static Sample of(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Sample(values.length, mean, Math.sqrt(squares / values.length));
  }

  /**
   * Returns the sample standard deviation, with divisor n - 1, which the paper's tables 2 and 3
   * print.
   *
   * @return the deviation; empty for a single value
   */
  public OptionalDouble sd() {
    return n < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(populationSd * Math.sqrt(n / (n - 1.0)));
  }

  /**
   * Returns Student's t interval of the mean, with n - 1 degrees of freedom.
   *
   * @param level confidence level, in (0, 1), such as 0.95
   * @return the interval; empty for a single value
   * @throws IllegalArgumentException if the level isn't in (0, 1) and there are several values
   */
  public Optional<ConfidenceInterval> interval(double level) {
    if (n < 2) {
      return Optional.empty();
    }
    double half =
        TDistribution.of(n - 1.0).inverseSurvivalProbability((1 - level) / 2)
            * populationSd
            / Math.sqrt(n - 1.0);
    return Optional.of(new ConfidenceInterval(mean - half, mean + half, level));
  }
}
