package org.synprune.bench.figure;

import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

/**
 * What a benchmark trains: one network, window length and arm.
 *
 * @param architecture the network
 * @param lookback rows of the window
 * @param regulariser the arm
 */
public record TrainingCase(Architecture architecture, int lookback, Regulariser regulariser) {

  /** Windows in a batch. */
  public static final int BATCH = 64;

  /** Columns of a window. */
  public static final int FEATURES = 25;

  /** Units of the recurrent layer, or the transformer's embedding size. */
  public static final int HIDDEN = 64;

  /** Share of activations that the dropout arms drop. */
  public static final double DROPOUT = 0.3;

  /** Reads what {@link #line} writes. */
  public static TrainingCase of(String architecture, String lookback, String regulariser) {
    return new TrainingCase(
        Architecture.of(architecture), Integer.parseInt(lookback), Regulariser.of(regulariser));
  }

  /** The line that asks a partner for some batches. */
  public String line(int batches) {
    return this + " " + batches;
  }

  @Override
  public String toString() {
    return architecture.id() + " " + lookback + " " + regulariser.id();
  }

  public boolean drops() {
    return regulariser == Regulariser.DROPOUT || regulariser == Regulariser.MC_DROPOUT;
  }

  /** Rows of one of the transformer's patches. */
  public int patchRows() {
    if (lookback <= 7) {
      return 1;
    }
    if (lookback <= 14) {
      return 2;
    }
    return lookback <= 30 ? 3 : 4;
  }

  /** The transformer's patches; the last may need padding. */
  public int patches() {
    return (lookback + patchRows() - 1) / patchRows();
  }
}
