package org.synprune.jobs.series;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Scales windows as a {@link FeatureScaler} does, from plain arrays to a plain array. */
public final class WindowScaler {

  /** Of each column; null if values stay as they are. */
  private final double @Nullable [] means;

  private final double[] deviations;

  private WindowScaler(double @Nullable [] means, double[] deviations) {
    this.means = means;
    this.deviations = deviations;
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
        scaled[at + row + i] = (float) ((raw[row + i] - means[i]) / deviations[i]);
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
        scaled[at + row + i] = (float) ((raw[row + i] - means[i]) / deviations[i]);
      }
    }
  }
}
