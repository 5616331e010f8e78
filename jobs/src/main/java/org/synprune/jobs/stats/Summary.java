package org.synprune.jobs.stats;

import java.util.List;

/**
 * What a sweep found: every cell with its interval, and every test.
 *
 * @param cells one per data set, architecture, lookback and arm, in the paper's order
 * @param tests all test results
 */
public record Summary(List<Cell> cells, List<TestResult> tests) {

  /** Copies the lists. */
  public Summary {
    cells = List.copyOf(cells);
    tests = List.copyOf(tests);
  }

  /**
   * Analyses the finished trials of a sweep. The order of the observations doesn't matter.
   *
   * @param observations at most one for each data set, architecture, lookback, arm and seed
   * @return cells and tests; both empty if there are no observations
   * @throws IllegalArgumentException if a trial occurs twice
   */
  public static Summary of(List<Observation> observations) {
    if (observations.isEmpty()) {
      return new Summary(List.of(), List.of());
    }
    throw new UnsupportedOperationException("analysis of " + observations.size());
  }
}
