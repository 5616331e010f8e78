package org.synprune.jobs.sweep;

/** Which trained networks a sweep keeps. */
public enum SaveModels {
  /** None; those that are there stay. */
  NONE,
  /**
   * Of each cell (data set, protocol, architecture, lookback, regulariser) the one with the lowest
   * validation loss over seeds; others of the cell are removed.
   */
  BEST,
  /** Those of all trials that have a result. */
  ALL
}
