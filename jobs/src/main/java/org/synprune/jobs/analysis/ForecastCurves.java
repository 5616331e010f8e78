package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;

/**
 * What was forecast at a place, and what came: a stretch of the test rows. All lists of numbers are
 * as long as {@code rows}.
 *
 * @param place where
 * @param rows rows of the series, ascending
 * @param times their times in milliseconds since 1970, read as if they were UTC; empty if they
 *     aren't known
 * @param actual what was measured, raw units
 * @param arms the forecasts of each arm
 */
public record ForecastCurves(
    Place place, List<Long> rows, List<Long> times, List<Double> actual, List<OfArm> arms) {

  /** Copies the lists and checks that they are of a length. */
  public ForecastCurves {
    rows = List.copyOf(rows);
    times = List.copyOf(times);
    actual = List.copyOf(actual);
    arms = List.copyOf(arms);
    require(actual.size(), rows.size());
    if (!times.isEmpty()) {
      require(times.size(), rows.size());
    }
    for (OfArm arm : arms) {
      require(arm.forecast().size(), rows.size());
      if (!arm.spread().isEmpty()) {
        require(arm.spread().size(), rows.size());
      }
    }
  }

  /**
   * The forecasts of an arm.
   *
   * @param arm the arm
   * @param networks how many networks forecast; their mean is taken
   * @param forecast forecasts in raw units; null for a row that none of them forecast
   * @param spread standard deviations of the networks' own stochastic passes, raw units; empty if
   *     they have none
   */
  public record OfArm(
      Arm arm, long networks, List<@Nullable Double> forecast, List<@Nullable Double> spread) {

    /** Copies the lists. */
    public OfArm {
      forecast = Collections.unmodifiableList(new ArrayList<>(forecast));
      spread = Collections.unmodifiableList(new ArrayList<>(spread));
    }
  }

  private static void require(int values, int rows) {
    if (values != rows) {
      throw new IllegalArgumentException(values + " values for " + rows + " rows");
    }
  }
}
