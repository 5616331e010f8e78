package org.synprune.jobs.analysis;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The finished trials of one night.
 *
 * @param run name of its run
 * @param results by trial id: trials of equal id have the same configuration and the same data, so
 *     that they are the pairs of a comparison
 */
public record Night(String run, SortedMap<String, Result> results) {

  /**
   * What a trial came to.
   *
   * @param cell where it stands
   * @param error its mean absolute error
   * @param seconds its share of the time of training and scoring
   */
  public record Result(Measure.Mae cell, double error, double seconds) {

    /** Validates. */
    public Result {
      Objects.requireNonNull(cell, "cell");
      if (!(error >= 0 && Double.isFinite(error) && seconds >= 0 && Double.isFinite(seconds))) {
        throw new IllegalArgumentException(
            "error " + error + " in " + seconds + " seconds, expected finite numbers from 0 up");
      }
    }
  }

  /** Copies the results. */
  public Night {
    Objects.requireNonNull(run, "run");
    results = Collections.unmodifiableSortedMap(new TreeMap<>(results));
  }

  /**
   * Makes a night.
   *
   * @param run name of its run
   * @param results by trial id
   * @return the night
   */
  public static Night of(String run, Map<String, Result> results) {
    return new Night(run, new TreeMap<>(results));
  }

  /**
   * Whether there is anything to compare.
   *
   * @param other another night
   * @return true if some trial is in both
   */
  public boolean sharesTrialsWith(Night other) {
    return !Collections.disjoint(results.keySet(), other.results.keySet());
  }
}
