package org.synprune.jobs.model;

import java.util.Objects;
import org.synprune.jobs.grid.Architecture;

/**
 * The shape of a forecaster.
 *
 * @param architecture which network
 * @param lookback rows of the input window
 * @param features columns of the input window
 * @param horizon steps that it forecasts at once, the first one next to the window
 * @param hidden units of the recurrent layer, or the transformer's embedding size
 * @param dropoutRate share of activations dropped, in [0, 1); 0 for none
 * @param dropoutAtInference whether dropout stays on when forecasting (Monte Carlo dropout)
 */
public record ForecasterSpec(
    Architecture architecture,
    int lookback,
    int features,
    int horizon,
    int hidden,
    double dropoutRate,
    boolean dropoutAtInference) {

  /** Attention heads of the transformer; its embedding size is a multiple of them. */
  public static final int HEADS = 4;

  /** Validates. */
  public ForecasterSpec {
    Objects.requireNonNull(architecture, "architecture");
    if (lookback < 1 || features < 1 || horizon < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          "lookback %d, features %d, horizon %d, hidden %d: one is below 1"
              .formatted(lookback, features, horizon, hidden));
    }
    if (!(dropoutRate >= 0 && dropoutRate < 1)) {
      throw new IllegalArgumentException("dropout rate " + dropoutRate + " outside [0, 1)");
    }
  }

  /**
   * A forecaster of the next step alone.
   *
   * @param architecture which network
   * @param lookback rows of the input window
   * @param features columns of the input window
   * @param hidden units of the recurrent layer, or the transformer's embedding size
   * @param dropoutRate share of activations dropped
   * @param dropoutAtInference whether dropout stays on when forecasting
   */
  public ForecasterSpec(
      Architecture architecture,
      int lookback,
      int features,
      int hidden,
      double dropoutRate,
      boolean dropoutAtInference) {
    this(architecture, lookback, features, 1, hidden, dropoutRate, dropoutAtInference);
  }
}
