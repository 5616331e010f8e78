package org.synprune.jobs.series;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scales windows as a {@link FeatureScaler} does, bit for bit, from plain arrays to a plain array.
 *
 * <p>It multiplies with the inverse of a deviation, which is several times faster than to divide.
 * The product and the quotient are doubles that lie at most two units in the last place apart, so
 * that they give the same float unless it matters on which side of the middle between two floats
 * they lie. Only there it divides.
 */
public final class WindowScaler {

  /**
   * The bits of a double that a float doesn't have; half of a float's last place is the top one.
   */
  private static final long BELOW_FLOAT = (1L << 29) - 1;

  private static final long MIDDLE = 1L << 28;
  private static final int APART = 2;

  /** Of each column; null if values stay as they are. */
  private final double @Nullable [] means;

  private final double[] deviations;
  private final double[] inverses;

  private WindowScaler(double @Nullable [] means, double[] deviations) {
    this.means = means;
    this.deviations = deviations;
    inverses = Arrays.stream(deviations).map(deviation -> 1 / deviation).toArray();
  }

  /**
   * Makes one.
   *
   * @param scaler how columns were scaled
   * @return a scaler of windows in raw units
   */
  public static WindowScaler of(FeatureScaler scaler) {
    return new WindowScaler(numbers(scaler.mean()), numbers(scaler.sd()));
  }

  /**
   * Makes one of windows that are scaled already.
   *
   * @return a scaler that leaves values as they are
   */
  public static WindowScaler none() {
    return new WindowScaler(null, new double[0]);
  }

  private static double[] numbers(List<Double> all) {
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Scales windows.
   *
   * @param raw values in raw units, row by row, {@code [rows x columns]}
   * @param scaled the array to write to
   * @param at position of the first value in it
   */
  public void scale(double[] raw, float[] scaled, int at) {
    Objects.checkFromIndexSize(at, raw.length, scaled.length);
    if (means == null) {
      for (int i = 0; i < raw.length; i++) {
        scaled[at + i] = (float) raw[i];
      }
      return;
    }
    for (int row = 0; row < raw.length; row += means.length) {
      int columns = Math.min(means.length, raw.length - row);
      for (int i = 0; i < columns; i++) {
        scaled[at + row + i] = quotient(raw[row + i] - means[i], i);
      }
    }
  }

  /**
   * Scales windows.
   *
   * @param raw values in raw units, row by row, {@code [rows x columns]}
   * @param scaled the array to write to
   * @param at position of the first value in it
   */
  public void scale(float[] raw, float[] scaled, int at) {
    Objects.checkFromIndexSize(at, raw.length, scaled.length);
    if (means == null) {
      System.arraycopy(raw, 0, scaled, at, raw.length);
      return;
    }
    for (int row = 0; row < raw.length; row += means.length) {
      int columns = Math.min(means.length, raw.length - row);
      for (int i = 0; i < columns; i++) {
        scaled[at + row + i] = quotient(raw[row + i] - means[i], i);
      }
    }
  }

  /** {@code (float) (difference / deviation)} of a column. */
  private float quotient(double difference, int column) {
    double product = difference * inverses[column];
    long beside = Double.doubleToRawLongBits(product) - (MIDDLE - APART) & BELOW_FLOAT;
    if (beside <= 2 * APART) {
      return (float) (difference / deviations[column]);
    }
    return (float) product;
  }
}
