package org.synprune.jobs.sweep.units;

import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.model.Patches;
import org.synprune.jobs.series.SeriesInfo;

/**
 * Estimates what a trial costs, for ordering work. The unit is roughly a nanosecond of one core;
 * only ratios matter.
 */
final class CostModel {

  private static final double TRAIN_SHARE = 0.8;

  private CostModel() {}

  /**
   * Time of a batch of 64 windows for each trial of a stack, in nanoseconds, as measured.
   *
   * @param batch what any batch takes
   * @param token what each row of the window, or each patch of it, adds
   * @param features how many features double that
   */
  private record Rate(double batch, double token, double features) {}

  static double cost(Trial trial, SeriesInfo info) {
    TrainingSettings settings = trial.settings();
    Rate rate =
        switch (trial.architecture()) {
          case RNN -> new Rate(0.02e6, 0.04e6, 1000);
          case LSTM -> new Rate(0.05e6, 0.2e6, 100);
          case PATCHTST -> new Rate(0.8e6, 0.9e6, 400);
        };
    int patch =
        trial.architecture() == Architecture.PATCHTST ? Patches.of(trial.lookback()).rows() : 1;
    double tokens = Math.ceil((double) trial.lookback() / patch);
    double width = 1 + info.features().size() / rate.features();
    double batches = TRAIN_SHARE * info.rows() / settings.batchSize() * settings.epochs();
    double dropout = trial.dropoutRate() == 0 ? 1 : 1.1;
    if (trial.regulariser().learnsRate() && trial.architecture() == Architecture.PATCHTST) {
      dropout = 1.4; // a transformer has many dropout layers
    }
    return batches * dropout * (rate.batch() + rate.token() * tokens * width);
  }
}
