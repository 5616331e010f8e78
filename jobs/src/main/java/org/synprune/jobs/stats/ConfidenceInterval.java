package org.synprune.jobs.stats;

/**
 * A confidence interval. Both ends are in the unit of the values it was made of.
 *
 * @param low lower end
 * @param high upper end, not below the lower one
 * @param level probability that an interval made this way contains the true value, in (0, 1)
 */
public record ConfidenceInterval(double low, double high, double level) {

  /** Checks the order of the ends and the level. */
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
}
