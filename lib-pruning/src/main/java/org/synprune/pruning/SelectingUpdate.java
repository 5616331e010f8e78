package org.synprune.pruning;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An update that selects single weights: which of them is known before any mask changes. */
interface SelectingUpdate extends MaskUpdate {

  /**
   * What an update does. At least one of the rankings is there, unless weights grow and none is to
   * be exchanged.
   *
   * @param drop the order in which active weights are pruned; null if none is
   * @param drops how many, for all layers in their order
   * @param grow the order in which pruned weights become active; null if none does
   * @param growths how many, for the same layers; empty if weights never grow
   * @param regrows whether weights can grow in such updates: pruned ones are then 0 afterwards
   * @param rule how dropped weights are counted
   */
  record Change(
      @Nullable Ranking drop,
      List<Selection.Request> drops,
      @Nullable Ranking grow,
      List<Selection.Request> growths,
      boolean regrows,
      CountRule rule) {

    /** Returns whether any weight is selected. */
    boolean selects() {
      return drop != null || grow != null;
    }
  }

  /**
   * Plans an update.
   *
   * @param target the sparsity, in (0, 1)
   * @param scores the scores of this batch
   * @return what is to change; null if masks and weights stay as they are
   */
  @Nullable Change change(double target, BatchScores scores);
}
