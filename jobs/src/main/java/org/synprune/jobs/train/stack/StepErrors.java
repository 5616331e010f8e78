package org.synprune.jobs.train.stack;

import java.util.ArrayList;
import java.util.List;
import org.synprune.jobs.train.outcome.TrialOutcome;

/** Adds up errors of forecasts and of the naive forecast, step by step of the horizon. */
final class StepErrors {

  private final double[] raw;
  private final double[] absolute;
  private final double[] squared;
  private final double[] naive;
  private int forecasts;

  /**
   * Begins with no forecast.
   *
   * @param raw the target at each row, raw units
   * @param horizon steps that are forecast from a window
   */
  StepErrors(double[] raw, int horizon) {
    this.raw = raw;
    absolute = new double[horizon];
    squared = new double[horizon];
    naive = new double[horizon];
  }

  /**
   * Adds a forecast.
   *
   * @param first row of the window's first target
   * @param step how many rows behind it the one is that was forecast
   * @param forecast of its target, raw units
   */
  void add(int first, int step, double forecast) {
    double actual = raw[first + step];
    double error = forecast - actual;
    squared[step] += error * error;
    absolute[step] += Math.abs(error);
    naive[step] += Math.abs(actual - raw[first - 1]);
    forecasts++;
  }

  /**
   * The errors over all forecasts.
   *
   * @param naiveTrainError mean absolute one-step change of the train rows, raw units
   * @param targetSd standard deviation of the target, raw units
   * @return errors, also by step if there is more than one
   */
  TrialOutcome.Score score(double naiveTrainError, double targetSd) {
    int horizon = absolute.length;
    int windows = forecasts / horizon;
    List<TrialOutcome.Step> steps = new ArrayList<>();
    for (int i = 0; horizon > 1 && i < horizon; i++) {
      steps.add(
          new TrialOutcome.Step(
              i + 1,
              absolute[i] / windows,
              Math.sqrt(squared[i] / windows),
              absolute[i] / windows / naiveTrainError,
              naive[i] / windows));
    }
    double mae = sum(absolute) / forecasts;
    return new TrialOutcome.Score(
        mae,
        Math.sqrt(sum(squared) / forecasts),
        mae / naiveTrainError,
        mae / targetSd,
        sum(naive) / forecasts,
        windows,
        steps);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
