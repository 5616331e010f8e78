package org.synprune.jobs.analysis;

import java.util.Objects;

/**
 * One finished trial as the statistics see it: where it stands in the grid and the error it made.
 *
 * @param dataset id of the data set, for example {@code sp500}; ids are not empty and hold no slash
 * @param architecture id of the network, for example {@code rnn}
 * @param lookback length of the input window, in time steps; at least 1
 * @param regulariser id of the arm, for example {@link #NONE} or {@code synaptic-pruning}
 * @param seed seed of the trial
 * @param value the error, in whatever unit the caller compares; finite, smaller is better
 */
public record Observation(
    String dataset,
    String architecture,
    int lookback,
    String regulariser,
    long seed,
    double value) {

  /** The arm without any regulariser, to which relative changes refer. */
  public static final String NONE = "none";

  /** Checks the parts. */
  public Observation {
    requireId("dataset", dataset);
    requireId("architecture", architecture);
    requireId("regulariser", regulariser);
    if (lookback < 1) {
      throw new IllegalArgumentException("lookback is " + lookback + ", expected at least 1");
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "value of "
              + String.join("/", dataset, architecture, Integer.toString(lookback), regulariser)
              + ", seed "
              + seed
              + " is "
              + value
              + ", expected a finite number");
    }
  }

  private static void requireId(String name, String id) {
    if (Objects.requireNonNull(id, name).isEmpty() || id.contains("/")) {
      throw new IllegalArgumentException(
          name + " is '" + id + "', expected an id without '/', which joins ids into scopes");
    }
  }
}
