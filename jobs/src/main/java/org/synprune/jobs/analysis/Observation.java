package org.synprune.jobs.analysis;

import java.util.Objects;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;

/**
 * One finished trial as the statistics see it: where it stands in the grid and the error it made.
 *
 * @param place data set, protocol, architecture and lookback
 * @param arm the arm
 * @param seed seed of the trial
 * @param value the error, in whatever unit the caller compares; finite, smaller is better
 */
public record Observation(Place place, Arm arm, long seed, double value) {

  /** Checks the parts. */
  public Observation {
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(arm, "arm");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "value of "
              + place
              + "/"
              + arm
              + ", seed "
              + seed
              + " is "
              + value
              + ", expected a finite number");
    }
  }
}
