package org.synprune.jobs.stats;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The median of paired differences with its percentile bootstrap interval (Efron, Annals of
 * Statistics 7, 1979): the pairs are resampled with replacement, and the interval cuts off equal
 * shares of the resampled medians on both sides.
 *
 * <p>It is the percentile interval and not the bias-corrected and accelerated one (BCa), because
 * BCa takes its acceleration from the jackknife, which fails for a median: with one difference left
 * out the median takes only two or three values. The percentile interval of a median also keeps its
 * coverage under any increasing transformation of the differences.
 *
 * <p>An interval between two of n differences contains the true median with probability {@code 1 -
 * 2 / 2^n} at most, so 95% takes 6 differences.
 *
 * @param median the median of the differences, in their unit
 * @param interval the interval, in the same unit
 */
public record MedianDifference(double median, ConfidenceInterval interval) {

  /** Number of resamples, chosen so that the 2.5% and 97.5% points fall on whole ranks. */
  static final int RESAMPLES = 9999;

  /** Checks that the median is finite. */
  public MedianDifference {
    if (!Double.isFinite(median)) {
      throw new IllegalArgumentException("median is " + median);
    }
  }

  /**
   * Computes the median and its bootstrap interval.
   *
   * @param differences first minus second for each pair; at least one, all finite
   * @param level confidence level, in (0, 1), such as 0.95
   * @param seed seed of the resampling; equal seeds give equal intervals
   * @return median and interval
   * @throws IllegalArgumentException if there are no differences, one isn't finite, or the level
   *     isn't in (0, 1)
   */
  public static MedianDifference of(double[] differences, double level, long seed) {
    ConfidenceInterval.requireLevel(level);
    double[] sorted = Differences.requireFinite(differences).clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    double[] medians = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      int[] times = new int[n];
      for (int j = 0; j < n; j++) {
        times[random.nextInt(n)]++;
      }
      medians[i] = (drawn(sorted, times, (n + 1) / 2) + drawn(sorted, times, n / 2 + 1)) / 2;
    }
    Arrays.sort(medians);
    double outside = (1 - level) / 2;
    return new MedianDifference(
        (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
        new ConfidenceInterval(quantile(medians, outside), quantile(medians, 1 - outside), level));
  }

  /** Returns the value at a position, counted from 1, of a resample that is kept as counts. */
  private static double drawn(double[] sorted, int[] times, int place) {
    int at = 0;
    for (int seen = times[0]; seen < place; seen += times[at]) {
      at++;
    }
    return sorted[at];
  }

  /**
   * Returns a quantile of sorted values by linear interpolation, the default of numpy (type 7 of
   * Hyndman and Fan 1996).
   *
   * @param sorted ascending values, at least one
   * @param probability in [0, 1]
   * @return the quantile, in the unit of the values
   */
  public static double quantile(double[] sorted, double probability) {
    double place = probability * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
