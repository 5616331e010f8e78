package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.IdentityHashMap;
import java.util.Map;

/** The middle of a feed-forward layer by the engine's operations, on any device. */
final class EngineActivation implements TokenActivation {

  private final TokenLinear expand;
  private final TokenDropout dropout;
  private NDArray active;

  /**
   * Begins a place.
   *
   * @param expand the layer whose bias is added
   * @param dropout of the place
   */
  EngineActivation(TokenLinear expand, TokenDropout dropout) {
    this.expand = expand;
    this.dropout = dropout;
  }

  @Override
  public NDArray forward(NDArray product) {
    try (NDArray wide = product.addi(expand.bias())) {
      active = Activation.relu(wide);
    }
    return dropout.forward(active);
  }

  @Override
  public NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    NDArray byActive = dropout.backward(slope, byFactors);
    try (NDArray positive = active.sign()) {
      byActive.muli(positive);
    }
    expand.biasGradient(byActive, gradients);
    return byActive;
  }
}
