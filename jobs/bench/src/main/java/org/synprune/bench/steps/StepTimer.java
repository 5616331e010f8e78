package org.synprune.bench.steps;

import org.synprune.bench.figure.TrainingCase;

/** Times training steps; one of the parties that a benchmark compares. */
@FunctionalInterface
public interface StepTimer {

  /** Batches of a measurement, at most. */
  int MOST = 4000;

  /**
   * Trains for some batches.
   *
   * @param cell what to train
   * @param batches how many batches of each trial
   * @return milliseconds that a batch of one trial took
   */
  double millis(TrainingCase cell, int batches);

  /**
   * The batches that take about so long, found out by training a few, which also warms up.
   *
   * @param cell what to train
   * @param trials how many trials it trains at once
   * @param seconds how long a measurement should take
   * @param least the fewest batches that make a measurement
   * @return a multiple of {@code least}, so that what happens every so many batches has its share
   */
  default int batches(TrainingCase cell, int trials, double seconds, int least) {
    millis(cell, least);
    int first = fitting(millis(cell, least), trials, seconds, least);
    return fitting(millis(cell, first), trials, seconds, least);
  }

  private static int fitting(double millis, int trials, double seconds, int least) {
    double wanted = Math.min(MOST, seconds * 1e3 / (millis * trials));
    return least * (int) Math.max(1, Math.round(wanted / least));
  }
}
