package org.synprune.jobs.stats;

import java.util.Arrays;

/** Paired differences, first minus second: what is asked of them before they are looked at. */
public final class Differences {

  private Differences() {}

  /** Returns the differences if there are any and all are finite. */
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

  /** The differences of two columns of equal length. */
  public static double[] of(double[] first, double[] second) {
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> first[i] - second[i]);
    return differences;
  }
}
