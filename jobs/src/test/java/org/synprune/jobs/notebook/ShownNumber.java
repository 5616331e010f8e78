package org.synprune.jobs.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;

/** The numbers of a table of the notebook. */
final class ShownNumber {

  /** Tables show four digits: half of the last. */
  static final double DIGITS = 5.1e-4;

  private ShownNumber() {}

  /** A number of a row. */
  static double of(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  /** That a row of the notebook shows a number, to its digits. */
  static void assertShows(Map<String, String> row, String column, double number) {
    assertThat(of(row, column))
        .as("%s of %s", column, row)
        .isCloseTo(number, within(DIGITS * Math.abs(number)));
  }
}
