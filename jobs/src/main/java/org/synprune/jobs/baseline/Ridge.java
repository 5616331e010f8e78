package org.synprune.jobs.baseline;

import java.util.Arrays;
import java.util.List;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.Windows;

/**
 * Ridge regression (Hoerl and Kennard 1970) on the values of a window: the coefficients that
 * minimise the mean squared error on the train windows plus the penalty times the sum of their
 * squares, in closed form, for each step of the horizon. The intercept isn't penalised. The penalty
 * is the one of {@link #PENALTIES} with the smallest mean squared error on the validation windows.
 *
 * <p>Of many train windows, {@link #MOST_WINDOWS} or somewhat fewer are taken, evenly spaced.
 */
final class Ridge {

  /** The penalties that are tried. */
  static final List<Double> PENALTIES = List.of(1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0);

  /** The most values of a window: their products take 72 MB, and as much once more. */
  static final int MOST_COLUMNS = 3000;

  /** The most train windows. */
  static final int MOST_WINDOWS = 100_000;

  private final WindowColumns columns;
  private final int windows;
  private final double penalty;

  /** Of each step. */
  private final double[][] coefficients;

  private final double[] intercepts;
  private final double[] values;

  private Ridge(
      WindowColumns columns,
      int windows,
      double penalty,
      double[][] coefficients,
      double[] intercepts) {
    this.columns = columns;
    this.windows = windows;
    this.penalty = penalty;
    this.coefficients = coefficients;
    this.intercepts = intercepts;
    values = new double[columns.count()];
  }

  /**
   * Fits.
   *
   * @param columns the values of a window
   * @param windows train windows to fit, validation windows to choose by
   */
  static Ridge fit(WindowColumns columns, Windows windows) {
    int[] targets = windows.train();
    int stride = stride(targets.length);
    int[] taken = new int[(targets.length + stride - 1) / stride];
    Arrays.setAll(taken, i -> targets[i * stride]);
    NormalEquations equations = NormalEquations.of(columns, taken, windows.horizon());
    Ridge best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double penalty : PENALTIES) {
      double[][] coefficients = equations.solve(penalty);
      double[] intercepts = new double[coefficients.length];
      Arrays.setAll(intercepts, step -> equations.intercept(step, coefficients[step]));
      Ridge fit = new Ridge(columns, taken.length, penalty, coefficients, intercepts);
      double error = fit.meanSquare(windows.validation());
      if (best == null || error < least) {
        best = fit;
        least = error;
      }
    }
    return best;
  }

  /** How far apart the train windows are that are taken, in windows. */
  static int stride(int all) {
    return (all + MOST_WINDOWS - 1) / MOST_WINDOWS;
  }

  private double meanSquare(int[] targets) {
    double sum = 0;
    for (int t : targets) {
      for (int step = 0; step < intercepts.length; step++) {
        double error = scaled(t, step) - columns.label(t, step);
        sum += error * error;
      }
    }
    return sum / targets.length / intercepts.length;
  }

  /** The forecast as networks give it. */
  private double scaled(int t, int step) {
    columns.take(t, values);
    double sum = intercepts[step];
    for (int i = 0; i < values.length; i++) {
      sum += coefficients[step][i] * values[i];
    }
    return sum;
  }

  /**
   * Forecasts.
   *
   * @param t row of the first target
   * @param step how many rows behind it
   * @return the forecast, raw units
   */
  double forecast(int t, int step) {
    SeriesInfo info = columns.series().info();
    return (scaled(t, step) + columns.lastKnown(t)) * info.targetSd() + info.targetMean();
  }

  /** The penalty that was chosen. */
  double penalty() {
    return penalty;
  }

  /** How many windows it was fitted on. */
  int windows() {
    return windows;
  }

  /** Whether there is a solution: not if a value is no number. */
  boolean isFinite() {
    return Arrays.stream(intercepts).allMatch(Double::isFinite)
        && Arrays.stream(coefficients).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }
}
