package org.synprune.jobs.baseline;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.Windows;

/**
 * A forecast that costs nothing and the errors it makes on the test windows of a data set,
 * protocol, lookback and horizon. It doesn't depend on a seed.
 *
 * @param series what it was measured on
 * @param lookback rows of a window
 * @param horizon steps forecast from a window
 * @param kind which forecast
 * @param errors its errors; null if there is no such forecast
 * @param season rows of a season; null for other forecasts, or if there is none
 * @param fallbacks forecasts of the last known value for want of one a season before; null for
 *     other forecasts
 * @param penalty that was chosen on the validation windows; null for other forecasts
 * @param fitted windows that it was fitted on; null for other forecasts
 * @param note why there are no errors, or what was left out; empty if there is nothing to say
 */
public record Baseline(
    SeriesInfo series,
    int lookback,
    int horizon,
    Kind kind,
    @Nullable ForecastErrors errors,
    @Nullable Integer season,
    @Nullable Integer fallbacks,
    @Nullable Double penalty,
    @Nullable Integer fitted,
    String note)
    implements Serializable {

  /** Which forecast. */
  public enum Kind {
    /** The last known value. */
    NAIVE("naive"),
    /** The value one season before. */
    SEASONAL_NAIVE("seasonal-naive"),
    /** Ridge regression on the window. */
    RIDGE("ridge");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /**
     * The name in tables.
     *
     * @return the id
     */
    public String id() {
      return id;
    }
  }

  /** Validates. */
  public Baseline {
    Objects.requireNonNull(series, "series");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(note, "note");
  }

  /**
   * Measures all of them.
   *
   * @param series a prepared series
   * @param lookback rows of a window
   * @param horizon steps forecast from a window
   * @return one of each kind, in their order
   * @throws org.synprune.jobs.BadInputException if the series gives no windows of that lookback and
   *     horizon
   */
  public static List<Baseline> all(Series series, int lookback, int horizon) {
    Windows windows = Windows.of(series, lookback, horizon);
    return List.of(naive(series, windows), seasonal(series, windows), ridge(series, windows));
  }

  private static Baseline naive(Series series, Windows windows) {
    double[] raw = series.rawTarget();
    ForecastErrors errors = ForecastErrors.of(series, windows, (t, step) -> raw[t - 1]);
    return new Baseline(
        series.info(),
        windows.lookback(),
        windows.horizon(),
        Kind.NAIVE,
        errors,
        null,
        null,
        null,
        null,
        "");
  }

  private static Baseline seasonal(Series series, Windows windows) {
    int season = series.info().season();
    if (season == 0) {
      return without(
          series,
          windows,
          Kind.SEASONAL_NAIVE,
          "no season: resolution "
              + series.info().resolution()
              + " has none by itself, and the data set states none");
    }
    SeasonalNaive naive = new SeasonalNaive(series, season);
    return new Baseline(
        series.info(),
        windows.lookback(),
        windows.horizon(),
        Kind.SEASONAL_NAIVE,
        ForecastErrors.of(series, windows, naive::forecast),
        season,
        naive.fallbacks(windows.test(), windows.horizon()),
        null,
        null,
        "");
  }

  private static Baseline ridge(Series series, Windows windows) {
    WindowColumns columns = WindowColumns.of(series, windows.lookback());
    if (columns.count() > Ridge.MOST_COLUMNS) {
      return without(
          series,
          windows,
          Kind.RIDGE,
          String.format(
              "a window has %d distinct values, more than the %d that are fitted",
              columns.count(), Ridge.MOST_COLUMNS));
    }
    Ridge fit = Ridge.fit(columns, windows);
    if (!fit.isFinite()) {
      return without(series, windows, Kind.RIDGE, "the windows hold what is no number");
    }
    int fitted = fit.windows();
    int all = windows.train().length;
    return new Baseline(
        series.info(),
        windows.lookback(),
        windows.horizon(),
        Kind.RIDGE,
        ForecastErrors.of(series, windows, fit::forecast),
        null,
        null,
        fit.penalty(),
        fitted,
        fitted < all
            ? "fitted on one of " + Ridge.stride(all) + " train windows, evenly spaced"
            : "");
  }

  private static Baseline without(Series series, Windows windows, Kind kind, String why) {
    return new Baseline(
        series.info(),
        windows.lookback(),
        windows.horizon(),
        kind,
        null,
        null,
        null,
        null,
        null,
        why);
  }
}
