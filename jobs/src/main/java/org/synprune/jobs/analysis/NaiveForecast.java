package org.synprune.jobs.analysis;

/**
 * The error of forecasting the last known value, on the test windows of one data set, lookback and
 * horizon: what any network has to beat.
 *
 * @param dataset id of the data set
 * @param lookback length of the input window, in time steps
 * @param horizon steps forecast from a window, all of them by the same value
 * @param mae mean absolute error, in the unit of the trials' errors
 */
public record NaiveForecast(String dataset, int lookback, int horizon, double mae) {}
