package org.synprune.jobs.results;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.baseline.Baseline;
import org.synprune.jobs.baseline.ForecastErrors;

/**
 * Table {@code baselines}: one row a place's data, protocol, lookback and horizon, and forecast.
 */
final class BaselinesTable {

  private static final String RAW = "raw units of the target";

  static final Table<Baseline> BASELINES =
      Table.<Baseline>named("baselines", "sweep")
          .key("protocol", "dataset", "lookback", "horizon", "forecast")
          .text(
              "protocol",
              "id",
              "how data are split and scored",
              row -> row.series().protocol().id())
          .text("dataset", "name", "data set", row -> row.series().dataset())
          .integer("lookback", "time steps", "length of the input window", Baseline::lookback)
          .integer("horizon", "time steps", "steps forecast from a window", Baseline::horizon)
          .text(
              "forecast",
              "naive, seasonal-naive or ridge",
              "the last known value, the one a season before, or ridge regression on the window",
              row -> row.kind().id())
          .number("mae", RAW, "mean absolute error on the test windows", of(ForecastErrors::mae))
          .number(
              "rmse", RAW, "root mean squared error on the test windows", of(ForecastErrors::rmse))
          .number(
              "mase",
              "ratio",
              "mae over the mean absolute one-step change of the train rows",
              of(ForecastErrors::mase))
          .integer("test_windows", "count", "test windows scored", of(ForecastErrors::windows))
          .integer("season", "time steps", "length of a season", Baseline::season)
          .integer(
              "fallbacks",
              "count",
              "forecasts without a value a season before: the last known one was taken",
              Baseline::fallbacks)
          .number(
              "penalty",
              "number",
              "of squared coefficients, beside the mean squared error; chosen on the validation"
                  + " windows",
              Baseline::penalty)
          .integer("fitted_windows", "count", "train windows fitted", Baseline::fitted)
          .text("note", "text", "why there are no errors, or what was left out", Baseline::note)
          .build();

  private BaselinesTable() {}

  private static <V> Function<Baseline, @Nullable V> of(Function<ForecastErrors, V> value) {
    return row -> {
      ForecastErrors errors = row.errors();
      return errors == null ? null : value.apply(errors);
    };
  }
}
