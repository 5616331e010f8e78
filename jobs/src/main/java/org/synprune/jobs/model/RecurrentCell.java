package org.synprune.jobs.model;

import java.util.Arrays;
import org.synprune.jobs.grid.Architecture;

/** The kinds of recurrent cells. */
enum RecurrentCell {
  /** Elman's, with tanh. */
  TANH(1),
  /** Long short-term memory; gates in PyTorch's order: input, forget, candidate, output. */
  LSTM(4);

  private static final int CANDIDATE = 2;

  private final int gates;

  RecurrentCell(int gates) {
    this.gates = gates;
  }

  /**
   * The cell of a network.
   *
   * @param architecture a recurrent network
   * @return its cell
   * @throws IllegalArgumentException if the network isn't recurrent
   */
  static RecurrentCell of(Architecture architecture) {
    return switch (architecture.kind()) {
      case RNN -> TANH;
      case LSTM -> LSTM;
      case PATCHTST, OWN ->
          throw new IllegalArgumentException(architecture + " has no recurrent cell");
    };
  }

  /** Rows of the weight matrices per hidden unit. */
  int gates() {
    return gates;
  }

  /**
   * What the weights of each gate's row are to be multiplied with: 2 where a tanh follows, so that
   * all gates take one sigmoid.
   *
   * @param units hidden units
   * @return {@code [gates * units]}
   */
  float[] gains(int units) {
    float[] gains = new float[gates * units];
    Arrays.fill(gains, this == TANH ? 2 : 1);
    if (this == LSTM) {
      Arrays.fill(gains, CANDIDATE * units, (CANDIDATE + 1) * units, 2);
    }
    return gains;
  }

  /**
   * Begins a pass.
   *
   * @param constants owned by somebody who outlives the pass
   * @param returns whether the pass will go back: if not, only the last step is remembered
   * @return a pass before its first step
   */
  CellPass pass(CellConstants constants, boolean returns) {
    return switch (this) {
      case TANH -> new TanhPass(constants, returns);
      case LSTM -> new LstmPass(constants, returns);
    };
  }
}
