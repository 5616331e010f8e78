package org.synprune.bench.steps;

import org.synprune.bench.figure.TrainingCase;

/** Times training steps; one of the parties that a benchmark compares. */
@FunctionalInterface
public interface StepTimer {

  /** Batches of a measurement, at most. */
  int MOST = 4000;

  /** Measurements to find out how many batches fit, at least: the first few may be alike. */
  int LEAST_TRIES = 3;

  /** The same, at most. */
  int MOST_TRIES = 8;

  /**
   * Trains for some batches.
   *
   * @param cell what to train
   * @param batches how many batches of each trial
   * @return milliseconds that a batch of one trial took
   */
  double millis(TrainingCase cell, int batches);

  /**
   * The batches that take about so long. Trains until it has become no faster, as Java compiles
   * what runs often, so that it warms up as well.
   *
   * @param cell what to train
   * @param trials how many trials it trains at once
   * @param seconds how long a measurement should take
   * @param least the fewest batches that make a measurement
   * @return a multiple of {@code least}, so that what happens every so many batches has its share
   */
  default int batches(TrainingCase cell, int trials, double seconds, int least) {
    millis(cell, least);
    int batches = least;
    int before = 0;
    for (int i = 0; i < LEAST_TRIES || (i < MOST_TRIES && batches > 1.1 * before); i++) {
      before = batches;
      batches = fitting(millis(cell, batches), trials, seconds, least);
    }
    return batches;
  }

  private static int fitting(double millis, int trials, double seconds, int least) {
    double wanted = Math.min(MOST, seconds * 1e3 / (millis * trials));
    return least * (int) Math.max(1, Math.round(wanted / least));
  }
}
