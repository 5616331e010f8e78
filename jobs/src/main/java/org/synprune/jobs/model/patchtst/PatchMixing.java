package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.util.IdentityHashMap;
import java.util.Map;

/** How an encoder mixes the patches of each window: forward, and once back. */
sealed interface PatchMixing permits TokenAttention, LonePatch {

  /**
   * The mixing of a pass.
   *
   * @param layer path of the attention
   * @param network gives the weights
   * @param shape sizes
   * @param dropout what is dropped
   * @return attention, or what it comes to if each window is one patch
   */
  static PatchMixing of(
      String layer, PatchTstNetwork network, TokenShape shape, ForecasterDropout dropout) {
    return shape.patches() == 1
        ? new LonePatch(layer, network, shape, dropout)
        : new TokenAttention(layer, network, shape, dropout);
  }

  /** {@code tokens -> tokens}. */
  NDArray forward(NDArray x);

  /**
   * Goes back.
   *
   * @param slope of the losses by the outputs
   * @param gradients takes those of the parameters, by path
   * @param byFactors takes slopes by factors of dropout
   * @return slope by the inputs
   */
  NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors);
}
