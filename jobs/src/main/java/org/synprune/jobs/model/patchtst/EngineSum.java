package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The end of a sublayer by the engine's operations, on any device; it can differentiate them. */
final class EngineSum implements TokenSum {

  private final @Nullable TokenLinear last;
  private final TokenDropout dropout;
  private final TokenNorm norm;

  /**
   * Begins a place.
   *
   * @param last the layer whose bias is added; null for none
   * @param dropout of the place
   * @param norm of the place
   */
  EngineSum(@Nullable TokenLinear last, TokenDropout dropout, TokenNorm norm) {
    this.last = last;
    this.dropout = dropout;
    this.norm = norm;
  }

  @Override
  public NDArray forward(NDArray product, @Nullable NDArray before) {
    NDArray whole = last == null ? product : product.addi(last.bias());
    if (before == null) {
      return norm.forward(dropout.forward(whole));
    }
    try (whole;
        NDArray kept = dropout.forward(whole)) {
      return norm.forward(kept.addi(before));
    }
  }

  @Override
  public Slopes backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    try (slope) {
      NDArray byBefore = norm.backward(slope, gradients);
      NDArray byProduct = dropout.backward(byBefore, byFactors);
      if (last != null) {
        last.biasGradient(byProduct, gradients);
      }
      return new Slopes(byProduct, byBefore);
    }
  }
}
