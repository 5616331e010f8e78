package org.synprune.jobs.analysis;

import java.util.Objects;
import java.util.OptionalDouble;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;

/**
 * One cell of the grid, over its seeds. Errors are in the unit of the observations.
 *
 * @param place where it stands
 * @param arm its arm
 * @param n number of seeds that finished; at least 1
 * @param mean mean error over the seeds
 * @param sd sample standard deviation (divisor n - 1); absent for a single seed
 * @param ciLow lower end of the 95% t interval of the mean; absent for a single seed
 * @param ciHigh upper end of that interval; absent for a single seed
 * @param relativeToNone mean / mean of arm {@code none} - 1, so -0.1 is a tenth less error; absent
 *     where the arm {@code none} is missing or its mean is 0
 */
public record Cell(
    Place place,
    Arm arm,
    int n,
    double mean,
    OptionalDouble sd,
    OptionalDouble ciLow,
    OptionalDouble ciHigh,
    OptionalDouble relativeToNone) {

  /** Checks the parts. */
  public Cell {
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(arm, "arm");
    Objects.requireNonNull(relativeToNone, "relativeToNone");
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + ", expected at least 1");
    }
    boolean spread = n > 1;
    if (sd.isPresent() != spread || ciLow.isPresent() != spread || ciHigh.isPresent() != spread) {
      throw new IllegalArgumentException(
          "sd and interval of a mean of " + n + " must be " + (spread ? "present" : "absent"));
    }
  }

  /**
   * Half the width of the 95% interval.
   *
   * @return the half-width, in the unit of the mean; absent for a single seed
   */
  public OptionalDouble halfWidth() {
    return ciHigh.isPresent()
        ? OptionalDouble.of((ciHigh.getAsDouble() - ciLow.orElseThrow()) / 2)
        : OptionalDouble.empty();
  }
}
