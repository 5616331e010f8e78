package org.synprune.jobs.data.generate;

import org.apache.commons.rng.UniformRandomProvider;

/** Runs of missing values: a fixed chance to start at each step, geometric lengths. */
final class Outage {

  private final UniformRandomProvider random;
  private final double start;
  private final double end;
  private boolean down;

  Outage(UniformRandomProvider random, double startsPerStep, double meanLength) {
    this.random = random;
    this.start = startsPerStep;
    this.end = 1 / meanLength;
  }

  /** Whether the next step is missing. */
  boolean next() {
    down = random.nextDouble() < (down ? 1 - end : start);
    return down;
  }
}
