package org.synprune.bench;

import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

/**
 * What is trained.
 *
 * @param architecture the network
 * @param lookback rows of the window
 * @param regulariser the arm
 */
record Cell(Architecture architecture, int lookback, Regulariser regulariser) {

  /** Windows in a batch. */
  static final int BATCH = 64;

  /** Columns of a window. */
  static final int FEATURES = 25;

  /** Units of the recurrent layer, or the transformer's embedding size. */
  static final int HIDDEN = 64;

  /** Share of activations that the dropout arms drop. */
  static final double DROPOUT = 0.3;

  /** Reads what {@link #line} writes. */
  static Cell of(String architecture, String lookback, String regulariser) {
    return new Cell(
        Architecture.byId().get(architecture),
        Integer.parseInt(lookback),
        Regulariser.byId().get(regulariser));
  }

  /** The line that asks a partner for some batches. */
  String line(int batches) {
    return this + " " + batches;
  }

  @Override
  public String toString() {
    return architecture.id() + " " + lookback + " " + regulariser.id();
  }

  boolean drops() {
    return regulariser == Regulariser.DROPOUT || regulariser == Regulariser.MC_DROPOUT;
  }

  /** Rows of one of the transformer's patches. */
  int patchRows() {
    if (lookback <= 7) {
      return 1;
    }
    if (lookback <= 14) {
      return 2;
    }
    return lookback <= 30 ? 3 : 4;
  }

  /** The transformer's patches; the last may need padding. */
  int patches() {
    return (lookback + patchRows() - 1) / patchRows();
  }
}
