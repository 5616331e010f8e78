package org.synprune.jobs.baseline;

import org.synprune.jobs.series.Series;

/**
 * The value one season before; of steps further ahead than a season, as many seasons before as it
 * takes to be known. Where that row lies before the series or in another gap-free run, it is the
 * last known value.
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
   * @param t row of the first target
   * @param step how many rows behind it
   * @return the forecast, raw units
   */
  double forecast(int t, int step) {
    return series.rawTarget()[isKnown(t, step) ? before(t, step) : t - 1];
  }

  /** How many forecasts from some windows have no value a season before. */
  int fallbacks(int[] targets, int horizon) {
    int count = 0;
    for (int t : targets) {
      for (int step = 0; step < horizon; step++) {
        count += isKnown(t, step) ? 0 : 1;
      }
    }
    return count;
  }

  private int before(int t, int step) {
    return t + step - (step / season + 1) * season;
  }

  private boolean isKnown(int t, int step) {
    int before = before(t, step);
    return before >= 0 && series.segment()[before] == series.segment()[t];
  }
}
