package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.util.IdentityHashMap;
import java.util.Map;

/** How an encoder mixes the patches of each window: forward, and once back. */
sealed interface PatchMixing permits TokenAttention, HostAttention, LonePatch {

  /**
   * The mixing of a pass.
   *
   * @param layer path of the attention
   * @param places of the pass
   * @return attention, or what it comes to if each window is one patch
   */
  static PatchMixing of(String layer, TokenPlaces places) {
    if (places.shape().patches() == 1) {
      return new LonePatch(layer, places.network(), places.shape(), places.dropout());
    }
    return places.loops() == null
        ? new TokenAttention(layer, places)
        : new HostAttention(layer, places, places.loops());
  }

  /** {@code tokens -> tokens}, but for the output layer's bias. */
  NDArray forward(NDArray x);

  /**
   * Goes back.
   *
   * @param slope of the losses by the outputs
   * @param gradients takes those of the parameters, by path, but for that bias
   * @param byFactors takes slopes by factors of dropout
   * @return slope by the inputs
   */
  NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors);
}
