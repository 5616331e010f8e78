package org.synprune.jobs.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.Windows;

/** Forecasts windows with the current weights, without recording a graph, and scores them. */
final class Evaluation {

  private static final int BATCH = 512;

  private final Series series;
  private final Windows windows;
  private final Block network;
  private final FlatParameters parameters;
  private final NDManager manager;
  private final WindowBatches batches;

  Evaluation(
      Series series, Windows windows, Block network, FlatParameters parameters, NDManager manager) {
    this.series = series;
    this.windows = windows;
    this.network = network;
    this.parameters = parameters;
    this.manager = manager;
    batches = new WindowBatches(series, windows.lookback(), BATCH);
  }

  /**
   * Errors in scaled units.
   *
   * @param mse mean squared error
   * @param mae mean absolute error
   */
  record Errors(double mse, double mae) {}

  Errors errors(int[] targets, int passes) {
    double[] forecasts = forecasts(targets, passes);
    double squared = 0;
    double absolute = 0;
    for (int i = 0; i < targets.length; i++) {
      double error = forecasts[i] - series.target()[targets[i]];
      squared += error * error;
      absolute += Math.abs(error);
    }
    return new Errors(squared / targets.length, absolute / targets.length);
  }

  TrialOutcome.Score score(int[] targets, int passes) {
    SeriesInfo info = series.info();
    double[] raw = series.rawTarget();
    double[] forecasts = forecasts(targets, passes);
    double squared = 0;
    double absolute = 0;
    double naive = 0;
    for (int i = 0; i < targets.length; i++) {
      int t = targets[i];
      double error = forecasts[i] * info.targetSd() + info.targetMean() - raw[t];
      squared += error * error;
      absolute += Math.abs(error);
      naive += Math.abs(raw[t] - raw[t - 1]);
    }
    double mae = absolute / targets.length;
    return new TrialOutcome.Score(
        mae,
        Math.sqrt(squared / targets.length),
        mae / naiveTrainError(),
        mae / info.targetSd(),
        naive / targets.length,
        targets.length);
  }

  /**
   * Mean absolute one-step change over the train rows, raw units; NaN if there is none. It doesn't
   * depend on the lookback under {@code strict}.
   */
  private double naiveTrainError() {
    double[] raw = series.rawTarget();
    int end = windows.train()[windows.train().length - 1] + 1;
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

  /** Mean forecast of each window over stochastic passes, scaled units. */
  private double[] forecasts(int[] targets, int passes) {
    double[] mean = new double[targets.length];
    for (int from = 0; from < targets.length; from += BATCH) {
      int until = Math.min(targets.length, from + BATCH);
      try (NDManager scope = manager.newSubManager()) {
        NDList inputs = new NDList(batches.gather(scope, targets, from, until).inputs());
        for (int pass = 0; pass < passes; pass++) {
          float[] forecast =
              network.forward(parameters.inference(), inputs, false).head().toFloatArray();
          for (int i = from; i < until; i++) {
            mean[i] += forecast[i - from] / passes;
          }
        }
      }
    }
    return mean;
  }
}
