package org.synprune.jobs.analysis;

import java.util.Locale;

/** What one block of a block design is: the unit that a test counts, and so what it may claim. */
public enum BlockUnit {
  /**
   * The lookbacks of one data set and architecture, each by its mean over seeds: the paper's unit
   * (section 4). The lookbacks share their data, so they are not independent.
   */
  LOOKBACKS,
  /** The seeds of one data set, architecture and lookback: claims hold for that cell. */
  SEEDS,
  /** The data sets of one architecture, each by its mean over lookbacks and seeds. */
  DATASETS,
  /**
   * The forecasting tasks of a run: each data set with each architecture, by its mean over
   * lookbacks and seeds. Tasks share data sets or architectures, so they are not independent.
   */
  TASKS;

  /** Whether blocks measure errors on scales of their own, so that only ratios compare. */
  boolean hasOwnScales() {
    return this == DATASETS || this == TASKS;
  }

  /**
   * The name in results.
   *
   * @return the lower-case name
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
