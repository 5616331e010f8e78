package org.synprune.jobs.score;

import java.util.Arrays;
import java.util.Locale;

/** Units of the windows that are forecast from. */
public enum InputUnits {
  /** As measured: the model's own scaler is applied. */
  RAW,
  /** As in the columns of a prepared series: scaled already. */
  SCALED;

  /**
   * The value of the parameter.
   *
   * @return the lower-case name
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String[] ids() {
    return Arrays.stream(values()).map(InputUnits::id).toArray(String[]::new);
  }
}
