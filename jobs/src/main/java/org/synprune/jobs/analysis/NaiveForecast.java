package org.synprune.jobs.analysis;

import org.jspecify.annotations.Nullable;

/**
 * The errors of forecasts that cost nothing, on the test windows of one data set, lookback and
 * horizon: what any network has to beat.
 *
 * @param dataset id of the data set
 * @param lookback length of the input window, in time steps
 * @param horizon steps forecast from a window
 * @param mae mean absolute error of the last known value, in the unit of the trials' errors
 * @param seasonal the same of the value one season before; null if there is no season or it wasn't
 *     measured
 * @param ridge the same of ridge regression on the window; null if it wasn't fitted
 */
public record NaiveForecast(
    String dataset,
    int lookback,
    int horizon,
    double mae,
    @Nullable Double seasonal,
    @Nullable Double ridge) {

  /**
   * The last known value alone.
   *
   * @param dataset id of the data set
   * @param lookback length of the input window, in time steps
   * @param horizon steps forecast from a window
   * @param mae mean absolute error
   */
  public NaiveForecast(String dataset, int lookback, int horizon, double mae) {
    this(dataset, lookback, horizon, mae, null, null);
  }
}
