package org.synprune.jobs.stats;

import java.util.Arrays;

/** Differences of paired values, first minus second. */
public final class Differences {

  private Differences() {}

  /**
   * Checks differences.
   *
   * @param differences the differences
   * @return the same array
   * @throws IllegalArgumentException if there are none, or one isn't finite
   */
  static double[] requireFinite(double[] differences) {
    if (differences.length == 0) {
      throw new IllegalArgumentException("no differences, expected at least 1");
    }
    Arrays.stream(differences)
        .filter(difference -> !Double.isFinite(difference))
        .findFirst()
        .ifPresent(
            difference -> {
              throw new IllegalArgumentException("a difference is " + difference);
            });
    return differences;
  }

  /**
   * Subtracts paired values.
   *
   * @param first the first value of each pair
   * @param second the second value of each pair, in the same order and the same unit
   * @return first minus second, one for each pair
   */
  public static double[] of(double[] first, double[] second) {
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> first[i] - second[i]);
    return differences;
  }

  /**
   * Subtracts the logarithms of paired values.
   *
   * @param first the first value of each pair, above 0
   * @param second the second value of each pair, in the same order and the same unit
   * @return the logarithm of first over second, one for each pair
   */
  public static double[] ofLogarithms(double[] first, double[] second) {
    return of(
        Arrays.stream(first).map(Math::log).toArray(),
        Arrays.stream(second).map(Math::log).toArray());
  }
}
