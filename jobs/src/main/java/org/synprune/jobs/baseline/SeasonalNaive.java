package org.synprune.jobs.baseline;

import java.util.Arrays;
import org.synprune.jobs.series.Series;

/**
 * The value one season before. Where that row lies before the series or in another gap-free run, it
 * is the last known value.
 *
 * @param series the series
 * @param season rows of a season, 2 or more
 */
record SeasonalNaive(Series series, int season) {

  SeasonalNaive {
    if (season < 2) {
      throw new IllegalArgumentException("season of " + season + " rows, expected 2 or more");
    }
  }

  /**
   * Forecasts.
   *
   * @param t row of the target
   * @return the forecast, raw units
   */
  double forecast(int t) {
    return series.rawTarget()[isKnown(t) ? t - season : t - 1];
  }

  /** How many targets have no value one season before. */
  int fallbacks(int[] targets) {
    return (int) Arrays.stream(targets).filter(t -> !isKnown(t)).count();
  }

  private boolean isKnown(int t) {
    return t >= season && series.segment()[t - season] == series.segment()[t];
  }
}
