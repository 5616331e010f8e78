package org.synprune.bench.figure;

import java.util.Arrays;
import java.util.Collection;

/**
 * What repeated measurements come to.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param min the smallest
 * @param max the largest
 */
public record Spread(double median, double min, double max) {

  /** Nothing was measured. */
  public static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN);

  /** Sums up measurements; {@link #NONE} if there are none. */
  public static Spread of(double... values) {
    if (values.length == 0) {
      return NONE;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /**
   * Sums up the ratios of measurements taken in the same round, which a machine's drift leaves
   * alone.
   */
  static Spread ofRatios(double[] numerators, double[] denominators) {
    if (numerators.length != denominators.length) {
      throw new IllegalArgumentException(
          numerators.length + " measurements over " + denominators.length + ", expected as many");
    }
    double[] ratios = new double[numerators.length];
    Arrays.setAll(ratios, i -> numerators[i] / denominators[i]);
    return of(ratios);
  }

  /** Sums up the medians of many: their geometric mean, the smallest and the largest. */
  public static Spread ofMedians(Collection<Spread> spreads) {
    if (spreads.isEmpty()) {
      return NONE;
    }
    double logs = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (Spread one : spreads) {
      logs += Math.log(one.median);
      min = Math.min(min, one.median);
      max = Math.max(max, one.median);
    }
    return new Spread(Math.exp(logs / spreads.size()), min, max);
  }
}
