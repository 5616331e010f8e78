package org.synprune.jobs.baseline;

import java.io.Serializable;
import java.util.function.IntToDoubleFunction;
import org.synprune.jobs.series.NaiveErrors;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;

/**
 * Errors on the test windows, as trials' are.
 *
 * @param mae mean absolute error, raw units
 * @param rmse root mean squared error, raw units
 * @param mase MAE over the train rows' mean absolute one-step change; NaN where the target never
 *     changes
 * @param windows test windows scored
 */
public record ForecastErrors(double mae, double rmse, double mase, int windows)
    implements Serializable {

  /**
   * Scores forecasts.
   *
   * @param series where the windows are cut from
   * @param windows the windows
   * @param forecast of the target at a row, raw units, from what is known the row before
   */
  static ForecastErrors of(Series series, Windows windows, IntToDoubleFunction forecast) {
    double squared = 0;
    double absolute = 0;
    for (int t : windows.test()) {
      double error = forecast.applyAsDouble(t) - series.rawTarget()[t];
      squared += error * error;
      absolute += Math.abs(error);
    }
    int count = windows.test().length;
    double mae = absolute / count;
    return new ForecastErrors(
        mae, Math.sqrt(squared / count), mae / NaiveErrors.ofTrainRows(series, windows), count);
  }
}
