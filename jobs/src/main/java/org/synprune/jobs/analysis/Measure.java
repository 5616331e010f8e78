package org.synprune.jobs.analysis;

import java.util.Objects;

/** What of a night is held against earlier nights. */
public sealed interface Measure {

  /**
   * The mean absolute error of one cell of the grid, by seed.
   *
   * @param protocol id of the protocol
   * @param dataset id of the data set
   * @param architecture id of the network
   * @param lookback length of the input window, in time steps
   * @param regulariser id of the arm
   */
  record Mae(String protocol, String dataset, String architecture, int lookback, String regulariser)
      implements Measure {

    /** Checks the parts. */
    public Mae {
      Objects.requireNonNull(protocol, "protocol");
      Objects.requireNonNull(dataset, "dataset");
      Objects.requireNonNull(architecture, "architecture");
      Objects.requireNonNull(regulariser, "regulariser");
    }
  }

  /** Trials per second of training and scoring, over all cells. */
  record Throughput() implements Measure {}
}
