package org.synprune.jobs.baseline;

import java.io.Serializable;
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

  /** A forecast of several steps. */
  interface StepForecast {

    /**
     * Forecasts.
     *
     * @param t row of the first target; what lies before it is known
     * @param step how many rows behind it
     * @return the forecast of the target there, raw units
     */
    double at(int t, int step);
  }

  /**
   * Scores forecasts.
   *
   * @param series where the windows are cut from
   * @param windows the windows
   * @param forecast of each step
   */
  static ForecastErrors of(Series series, Windows windows, StepForecast forecast) {
    double squared = 0;
    double absolute = 0;
    for (int t : windows.test()) {
      for (int step = 0; step < windows.horizon(); step++) {
        double error = forecast.at(t, step) - series.rawTarget()[t + step];
        squared += error * error;
        absolute += Math.abs(error);
      }
    }
    double count = (double) windows.test().length * windows.horizon();
    double mae = absolute / count;
    return new ForecastErrors(
        mae,
        Math.sqrt(squared / count),
        mae / NaiveErrors.ofTrainRows(series, windows),
        windows.test().length);
  }
}
