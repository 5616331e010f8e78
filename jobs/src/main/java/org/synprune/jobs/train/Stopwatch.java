package org.synprune.jobs.train;

import java.util.function.Supplier;

/** Splits a trial's wall time into training and evaluation. */
final class Stopwatch {

  private final long start = System.nanoTime();
  private long evaluation;

  /** Runs an evaluation and counts its time as such. */
  <T> T evaluating(Supplier<T> evaluate) {
    long begin = System.nanoTime();
    try {
      return evaluate.get();
    } finally {
      evaluation += System.nanoTime() - begin;
    }
  }

  /** Time until now: what wasn't evaluation was training. */
  TrialOutcome.Seconds seconds() {
    long all = System.nanoTime() - start;
    return new TrialOutcome.Seconds((all - evaluation) * 1e-9, evaluation * 1e-9);
  }
}
