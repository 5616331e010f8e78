package org.synprune.jobs.data.build;

import java.io.Serializable;

/**
 * Which steps are rows of the series, and how they are split.
 *
 * @param skip steps at the start that are not used at all
 * @param steps number of all steps
 * @param dropHead steps at the start that only feed lags
 * @param dropTail steps at the end that only feed leads
 * @param trainEnd first row that the scaler doesn't see
 * @param validationEnd first test row
 */
public record SplitBounds(
    long skip, long steps, int dropHead, int dropTail, int trainEnd, int validationEnd)
    implements Serializable {

  /**
   * Number of rows of the series.
   *
   * @return rows of all splits together
   */
  public int rows() {
    return (int) (steps - skip - dropHead - dropTail);
  }

  /** The row that a step becomes; below 0, or {@code rows} and more, if it becomes none. */
  long row(long step) {
    return step - skip - dropHead;
  }

  /** Number of the step that becomes a row. */
  long step(int row) {
    return skip + dropHead + row;
  }

  /**
   * The split of a row, or {@code any} where the split depends on the lookback (protocol paper).
   */
  String split(long row) {
    if (trainEnd == rows()) {
      return "any";
    }
    return row < trainEnd ? "train" : row < validationEnd ? "validation" : "test";
  }
}
