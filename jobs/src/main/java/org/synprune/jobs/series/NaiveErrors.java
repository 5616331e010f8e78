package org.synprune.jobs.series;

/** Errors of the naive forecast that others are measured by. */
public final class NaiveErrors {

  private NaiveErrors() {}

  /**
   * The scale of MASE (Hyndman and Koehler 2006): the mean absolute one-step change over the train
   * rows. It doesn't depend on the lookback under causal protocols.
   *
   * @param series the series
   * @param windows its windows
   * @return the mean, raw units; NaN if there is no change
   */
  public static double ofTrainRows(Series series, Windows windows) {
    double[] raw = series.rawTarget();
    int end = windows.train()[windows.train().length - 1] + windows.horizon();
    double sum = 0;
    int steps = 0;
    for (int t = 1; t < end; t++) {
      if (series.observed()[t]
          && series.observed()[t - 1]
          && series.segment()[t] == series.segment()[t - 1]) {
        sum += Math.abs(raw[t] - raw[t - 1]);
        steps++;
      }
    }
    return sum > 0 ? sum / steps : Double.NaN;
  }
}
