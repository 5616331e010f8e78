package org.synprune.jobs.inference;

import java.util.Objects;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.ForecasterSpec;

/**
 * A pruned network and the batch that it forecasts.
 *
 * @param architecture the network
 * @param lookback rows of the input window
 * @param features columns of the input window
 * @param hidden units of the recurrent layer, or the transformer's embedding size
 * @param batch windows forecast at once
 * @param sparsity share of the prunable weights that are pruned, in [0, 1)
 */
public record InferenceSetup(
    Architecture architecture, int lookback, int features, int hidden, int batch, double sparsity) {

  /** Validates. */
  public InferenceSetup {
    Objects.requireNonNull(architecture, "architecture");
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", expected 1 or more");
    }
    if (!(sparsity >= 0 && sparsity < 1)) {
      throw new IllegalArgumentException("sparsity is " + sparsity + ", expected in [0, 1)");
    }
  }

  ForecasterSpec spec() {
    return new ForecasterSpec(architecture, lookback, features, hidden, 0, false);
  }
}
