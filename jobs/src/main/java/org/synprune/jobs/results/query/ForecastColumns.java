package org.synprune.jobs.results.query;

import java.util.List;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TableColumn;

/**
 * View {@code forecasts}: what {@code score} writes of test windows to {@code
 * forecasts/run=NAME/trial_id=ID}.
 */
final class ForecastColumns {

  static final String NAME = ResultStore.FORECASTS;

  /** How the folder of a trial's forecasts begins. */
  static final String PARTITION = "trial_id=";

  static final String TIME = "time";
  static final String STEP = "step";

  static final List<TableColumn> ALL =
      List.of(
          new TableColumn(
              "row", TableColumn.Type.BIGINT, "row of the series, from 0", "row that is forecast"),
          new TableColumn(
              TIME,
              TableColumn.Type.LOCAL_TIME,
              "local time of the data",
              "time of that row; null in forecasts of earlier versions"),
          new TableColumn(
              STEP,
              TableColumn.Type.INTEGER,
              "time steps, from 1",
              "how far ahead of the window; null in forecasts of earlier versions, which are of 1"),
          new TableColumn(
              "actual",
              TableColumn.Type.DOUBLE,
              "raw units of the target",
              "value that was measured"),
          new TableColumn(
              "forecast",
              TableColumn.Type.DOUBLE,
              "raw units of the target",
              "forecast from the window that ends that many steps before"),
          new TableColumn(
              "forecast_sd",
              TableColumn.Type.DOUBLE,
              "raw units of the target",
              "standard deviation of stochastic forecasts; null without"),
          new TableColumn(
              "trial_id", TableColumn.Type.TEXT, "32 hex digits", "trial whose model forecast"));

  private ForecastColumns() {}
}
