package org.synprune.jobs.sweep;

import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.train.Regulariser;
import org.synprune.jobs.train.TrainingSettings;
import org.synprune.jobs.train.Trial;

/**
 * Estimates what a trial costs, for ordering work. The unit is roughly a nanosecond of one core;
 * only ratios matter.
 */
final class CostModel {

  private static final double TRAIN_SHARE = 0.8;

  private CostModel() {}

  /** Overhead of a batch and cost of a row of it, nanoseconds, as measured for batches of 64. */
  private record Rate(double batch, double step) {}

  static double cost(Trial trial, SeriesInfo info) {
    TrainingSettings settings = trial.settings();
    Rate rate =
        switch (trial.architecture()) {
          case RNN -> new Rate(0.5e6, 0.11e6);
          case LSTM -> new Rate(0.9e6, 0.18e6);
          case PATCHTST -> new Rate(3.5e6, 0.25e6);
        };
    double width = 1 + info.features().size() / 100.0;
    double batches = TRAIN_SHARE * info.rows() / settings.batchSize() * settings.epochs();
    double dropout = trial.regulariser() == Regulariser.NONE ? 1 : 1.1;
    return batches * dropout * (rate.batch() + rate.step() * trial.lookback() * width);
  }
}
