package org.example.pruning;

import ai.djl.ndarray.NDArray;
import org.synprune.jobs.extend.PartRequest;
import org.synprune.jobs.extend.SaliencyProvider;
import org.synprune.pruning.Saliency;

/**
 * Scores a weight by {@code |w| / (1 + strength |g|)}: of two weights of one size the one goes first
 * that the loss wants to move more.
 */
public final class SteadyMagnitude implements SaliencyProvider {

  @Override
  public String name() {
    return "steady-magnitude";
  }

  @Override
  public String version() {
    return "1.0";
  }

  @Override
  public Saliency create(PartRequest request) {
    double strength = request.settings().number("strength", 1);
    if (strength < 0) {
      throw new IllegalArgumentException("strength is " + strength + ", expected 0 or more");
    }
    return new Saliency() {
      @Override
      public NDArray score(NDArray weights, NDArray gradients) {
        return weights.abs().div(gradients.abs().mul((float) strength).add(1f));
      }

      @Override
      public boolean needsGradients() {
        return true;
      }
    };
  }
}
