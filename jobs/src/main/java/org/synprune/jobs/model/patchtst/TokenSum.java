package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The end of a sublayer, {@code norm(dropout(product + bias) + before)}: forward, and once back.
 */
sealed interface TokenSum permits EngineSum, HostSum {

  /**
   * Goes forward.
   *
   * @param product what the sublayer's last matrix made, {@code [networks, tokens, units]}; used up
   * @param before what the sublayer was given, in the same shape; null to add nothing
   * @return the norm's output
   */
  NDArray forward(NDArray product, @Nullable NDArray before);

  /**
   * Goes back.
   *
   * @param slope of the losses by the outputs; used up
   * @param gradients takes those of the norm and of the bias, by path
   * @param byFactors takes slopes by factors of dropout
   * @return slopes by what was given
   */
  Slopes backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors);

  /**
   * Slopes of the losses; the same array twice if nothing was dropped.
   *
   * @param byProduct by the product
   * @param byBefore by what was added to it
   */
  record Slopes(NDArray byProduct, NDArray byBefore) {}
}
