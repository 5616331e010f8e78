package org.synprune.pruning;

/** The schedules that {@link SparsitySchedule}'s factory methods return. */
final class BuiltInSchedules {

  private BuiltInSchedules() {}

  /**
   * Checks a sparsity.
   *
   * @param value the value
   * @param name what the value is, for the message
   * @return {@code value}
   * @throws IllegalArgumentException if it is outside [0, 1)
   */
  static double requireSparsity(double value, String name) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), but is " + value + ".");
    }
    return value;
  }

  private static void requireRamp(double low, double high, double begin, double total) {
    requireSparsity(low, "The first sparsity");
    requireSparsity(high, "The last sparsity");
    if (low > high) {
      throw new IllegalArgumentException(
          "The first sparsity must not be above the last, but they are "
              + low
              + " and "
              + high
              + ".");
    }
    requireBegin(begin);
    if (!(total > begin && total < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The schedule must end after it begins, but begins at "
              + begin
              + " and ends at "
              + total
              + ".");
    }
  }

  private static void requireBegin(double begin) {
    if (!(begin >= 0 && begin < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The schedule must begin at 0 or later, but begins at " + begin + ".");
    }
  }

  private static double progress(double t, double begin, double total) {
    return Math.min(1.0, Math.max(0.0, (t - begin) / (total - begin)));
  }

  /** Interpolates from low (share 0) to high (share 1) without exceeding high by rounding. */
  private static double between(double low, double high, double share) {
    return share >= 1 ? high : Math.min(high, low + (high - low) * share);
  }

  /** Returns whether a schedule is one of those here that change gradually. */
  static boolean isGradual(SparsitySchedule schedule) {
    return schedule instanceof Cubic
        || schedule instanceof Polynomial
        || schedule instanceof GrowThenPrune;
  }

  record Cubic(double min, double max, double warmup, double total) implements SparsitySchedule {
    Cubic {
      requireRamp(min, max, warmup, total);
    }

    @Override
    public double sparsityAt(double t) {
      return t < warmup ? 0.0 : between(min, max, Math.pow(progress(t, warmup, total), 3));
    }
  }

  record Polynomial(double start, double end, double begin, double total, double power)
      implements SparsitySchedule {
    Polynomial {
      requireRamp(start, end, begin, total);
      if (!(power > 0 && power < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("The power must be above 0, but is " + power + ".");
      }
    }

    @Override
    public double sparsityAt(double t) {
      double left = 1 - progress(t, begin, total);
      return t < begin ? 0.0 : between(start, end, 1 - Math.pow(left, power));
    }
  }

  record GrowThenPrune(double start, double peak, double end, double peakAt, double total)
      implements SparsitySchedule {
    GrowThenPrune {
      requireRamp(peak, end, peakAt, total);
      requireSparsity(start, "The sparsity at the start");
      if (start <= peak || peakAt <= 0) {
        throw new IllegalArgumentException(
            "Growth must go from a sparsity at time 0 to a lower one at a later time, but goes from "
                + start
                + " to "
                + peak
                + " at "
                + peakAt
                + ".");
      }
    }

    @Override
    public double sparsityAt(double t) {
      return t < peakAt
          ? start - (start - peak) * progress(t, 0, peakAt)
          : between(peak, end, Math.pow(progress(t, peakAt, total), 3));
    }
  }

  record OneShot(double sparsity, double at) implements SparsitySchedule {
    OneShot {
      requireSparsity(sparsity, "The sparsity");
      requireBegin(at);
    }

    @Override
    public double sparsityAt(double t) {
      return t < at ? 0.0 : sparsity;
    }
  }

  record Constant(double sparsity) implements SparsitySchedule {
    Constant {
      requireSparsity(sparsity, "The sparsity");
    }

    @Override
    public double sparsityAt(double t) {
      return sparsity;
    }
  }
}
