package org.synprune.jobs.stats;

/**
 * A confidence interval.
 *
 * @param low lower end
 * @param high upper end
 * @param level probability that such intervals cover the truth, in (0, 1)
 */
public record ConfidenceInterval(double low, double high, double level) {

  /** Checks the parts. */
  public ConfidenceInterval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("interval from " + low + " to " + high);
    }
    requireLevel(level);
  }

  static void requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level is " + level + ", expected in (0, 1)");
    }
  }

  /**
   * Half the width.
   *
   * @return the half-width, in the unit of the ends
   */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
