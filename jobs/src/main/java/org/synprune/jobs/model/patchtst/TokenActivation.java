package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.util.IdentityHashMap;
import java.util.Map;

/** The middle of a feed-forward layer, {@code dropout(relu(product + bias))}: forward, and back. */
sealed interface TokenActivation permits EngineActivation, HostActivation {

  /**
   * Goes forward.
   *
   * @param product what the expanding matrix made, {@code [networks, tokens, width]}; used up
   * @return what the contracting one is given
   */
  NDArray forward(NDArray product);

  /**
   * Goes back.
   *
   * @param slope of the losses by the outputs; used up
   * @param gradients takes those of the bias, by path
   * @param byFactors takes slopes by factors of dropout
   * @return slope by the product
   */
  NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors);
}
