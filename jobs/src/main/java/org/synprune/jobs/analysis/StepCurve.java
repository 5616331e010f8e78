package org.synprune.jobs.analysis;

import java.util.List;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;

/**
 * The errors of an arm by step of the horizon, on the test windows.
 *
 * @param place where; its networks forecast several steps from a window
 * @param arm the arm
 * @param trials how many completed
 * @param mae mean absolute error of each step, mean over the trials, raw units
 * @param naive mean absolute error of each step of forecasting the last known value, raw units
 */
public record StepCurve(Place place, Arm arm, long trials, List<Double> mae, List<Double> naive) {

  /** Copies the lists and checks that they have a number for each step. */
  public StepCurve {
    mae = List.copyOf(mae);
    naive = List.copyOf(naive);
    if (mae.size() != place.horizon() || naive.size() != mae.size()) {
      throw new IllegalArgumentException(
          "errors of %d and %d steps, expected %d of each"
              .formatted(mae.size(), naive.size(), place.horizon()));
    }
  }
}
