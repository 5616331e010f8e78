package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Mean and sum of squared deviations of many columns, updated as Welford does and merged as Chan,
 * Golub and LeVeque do: no cancellation. NaN is left out.
 */
final class Moments implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final long[] count;
  private final double[] mean;
  private final double[] squares;

  Moments(int columns) {
    this.count = new long[columns];
    this.mean = new double[columns];
    this.squares = new double[columns];
  }

  /** Adds values in their order; NaN is left out. */
  void add(int column, double... values) {
    long n = count[column];
    double middle = mean[column];
    double sum = squares[column];
    for (double value : values) {
      if (!Double.isNaN(value)) {
        double delta = value - middle;
        middle += delta / ++n;
        sum += delta * (value - middle);
      }
    }
    count[column] = n;
    mean[column] = middle;
    squares[column] = sum;
  }

  /** Adds all values of another. */
  void merge(Moments other) {
    for (int c = 0; c < count.length; c++) {
      long n = count[c] + other.count[c];
      if (other.count[c] > 0) {
        double delta = other.mean[c] - mean[c];
        double share = (double) other.count[c] / n;
        mean[c] += delta * share;
        squares[c] += other.squares[c] + delta * delta * count[c] * share;
      }
      count[c] = n;
    }
  }

  /**
   * Whether a column's values differ by no more than the rounding of their sums does. The bound is
   * scikit-learn's: {@code n eps variance + (n mean eps)^2}.
   */
  boolean isConstant(int column) {
    double n = count[column];
    double epsilon = Math.ulp(1.0);
    double variance = n == 0 ? 0 : squares[column] / n;
    double rounding = n * mean[column] * epsilon;
    return variance <= n * epsilon * variance + rounding * rounding;
  }

  /** How many values of a column were added. */
  long count(int column) {
    return count[column];
  }

  /** Whether all values of a column are one. */
  boolean isExact(int column) {
    return squares[column] == 0;
  }

  /**
   * Population means and standard deviations; the deviation of a constant column becomes 1.
   *
   * @param likeLast columns that are scaled as the last one is
   */
  Scaler scaler(int... likeLast) {
    double[] sd = new double[count.length];
    Arrays.setAll(sd, c -> isConstant(c) ? 1 : Math.sqrt(squares[c] / count[c]));
    double[] means = mean.clone();
    for (int column : likeLast) {
      means[column] = mean[mean.length - 1];
      sd[column] = sd[sd.length - 1];
    }
    return new Scaler(means, sd);
  }

  /**
   * Scales columns: {@code (value - mean) / sd}.
   *
   * @param mean mean by column, features first, the target last
   * @param sd population standard deviation by column, 1 where the column is constant
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Scaler(double[] mean, double[] sd) implements Serializable {

    /** Scaled values; a missing one is at the mean. */
    float[] scaled(int column, double... values) {
      double middle = mean[column];
      double deviation = sd[column];
      float[] scaled = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        double value = values[i];
        scaled[i] = Double.isNaN(value) ? 0 : (float) ((value - middle) / deviation);
      }
      return scaled;
    }
  }
}
