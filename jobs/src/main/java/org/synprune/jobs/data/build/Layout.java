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
public record Layout(
    long skip, long steps, int dropHead, int dropTail, int trainEnd, int validationEnd)
    implements Serializable {

  public int rows() {
    return (int) (steps - skip - dropHead - dropTail);
  }

  /** The row that a step becomes; out of {@code 0...rows} if it becomes none. */
  long row(long step) {
    return step - skip - dropHead;
  }

  /** The step that becomes a row. */
  long step(int row) {
    return skip + dropHead + row;
  }

  boolean isRow(long step) {
    return row(step) >= 0 && row(step) < rows();
  }

  /** The split of a row; under the paper's protocol it depends on the lookback and is cut later. */
  String split(long row) {
    if (trainEnd == rows()) {
      return "any";
    }
    return row < trainEnd ? "train" : row < validationEnd ? "validation" : "test";
  }
}
