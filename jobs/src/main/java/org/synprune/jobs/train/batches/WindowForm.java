package org.synprune.jobs.train.batches;

import ai.djl.ndarray.types.Shape;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Patches;

/**
 * How windows are laid out for a network.
 *
 * @param steps rows of a window; those beyond the lookback repeat the last one
 * @param stepsFirst {@code [steps, windows, columns]} if true, else {@code [windows, steps,
 *     columns]}
 * @param one whether a column of ones follows the features, which makes a bias a weight
 */
public record WindowForm(int steps, boolean stepsFirst, boolean one) {

  /**
   * The form that a forecaster takes.
   *
   * @param spec the forecaster
   * @return its form
   */
  public static WindowForm of(ForecasterSpec spec) {
    return switch (spec.architecture().kind()) {
      case RNN, LSTM -> new WindowForm(spec.lookback(), true, true);
      case PATCHTST -> new WindowForm(Patches.of(spec.lookback()).steps(), false, false);
      case OWN -> new WindowForm(spec.lookback(), false, false);
    };
  }

  /** Columns of a row. */
  int columns(int features) {
    return one ? features + 1 : features;
  }

  /** Shape of some windows. */
  Shape shape(int windows, int features) {
    return stepsFirst
        ? new Shape(steps, windows, columns(features))
        : new Shape(windows, steps, columns(features));
  }
}
