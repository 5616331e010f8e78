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
   * Population means and standard deviations; a deviation of 0 becomes 1.
   *
   * @param likeLast columns that are scaled as the last one is
   */
  Scaler scaler(int... likeLast) {
    double[] sd = new double[count.length];
    Arrays.setAll(sd, c -> squares[c] > 0 ? Math.sqrt(squares[c] / count[c]) : 1);
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
   * @param sd population standard deviation by column, 1 where it would be 0
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
