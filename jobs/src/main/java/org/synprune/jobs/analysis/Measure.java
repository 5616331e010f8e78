package org.synprune.jobs.analysis;

import java.util.Objects;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;

/** What of a night is held against earlier nights. */
public sealed interface Measure {

  /**
   * The mean absolute error of one cell of the grid, by seed.
   *
   * @param place where the cell stands
   * @param arm its arm
   */
  record Mae(Place place, Arm arm) implements Measure {

    /** Checks the parts. */
    public Mae {
      Objects.requireNonNull(place, "place");
      Objects.requireNonNull(arm, "arm");
    }
  }

  /** Trials per second of training and scoring, over all cells. */
  record Throughput() implements Measure {}
}
