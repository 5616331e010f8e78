package org.synprune.jobs.extend;

import ai.djl.nn.Block;
import java.util.Objects;

/**
 * What a network is made for.
 *
 * @param lookback rows of the input window
 * @param features values of a row
 * @param horizon steps that are forecast: the last dimension of the output
 * @param hidden the grid's {@code training.hidden}, for whom it suits
 * @param settings what the grid gives the network, beside its name
 */
public record NetworkRequest(
    int lookback, int features, int horizon, int hidden, Settings settings) {

  /** Validates. */
  public NetworkRequest {
    Objects.requireNonNull(settings, "settings");
  }

  /**
   * A place where the grid's dropout arms drop activations, to be put into the network; for all
   * other arms it passes on what it is given. A network without one can't be trained with these
   * arms.
   *
   * @return a new block without parameters, of any shape whose first dimension is the batch
   */
  public Block dropout() {
    return new DropoutPlace();
  }
}
