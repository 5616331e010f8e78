package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.util.IdentityHashMap;
import java.util.Map;

/** A post-norm encoder: attention and a feed-forward layer, each added to what it was given. */
final class TokenEncoder {

  private final PatchMixing attention;
  private final TokenSum afterAttention;
  private final TokenLinear expand;
  private final TokenActivation activation;
  private final TokenLinear contract;
  private final TokenSum afterFeedForward;

  TokenEncoder(String block, PatchTstNetwork network, TokenPlaces places) {
    String attentionLayer = block + "01attention_";
    attention = PatchMixing.of(attentionLayer, places);
    TokenLinear mixed = network.linear(attentionLayer + PatchTstNetwork.OUTPUT_LAYER);
    afterAttention = places.sum(mixed, block + "02norm");
    expand = network.linear(block + "04expand");
    activation = places.activation(expand);
    contract = network.linear(block + "06contract");
    afterFeedForward = places.sum(contract, block + "03norm");
  }

  /** {@code tokens -> tokens}. */
  NDArray forward(NDArray x) {
    NDArray middle = afterAttention.forward(attention.forward(x), x);
    NDArray active = activation.forward(expand.product(middle));
    return afterFeedForward.forward(contract.product(active), middle);
  }

  /**
   * Goes back.
   *
   * @param slope of the losses by the outputs; used up
   * @param gradients takes those of the parameters, by path
   * @param byFactors takes slopes by factors of dropout
   * @return slope by the inputs
   */
  NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    TokenSum.Slopes ended = afterFeedForward.backward(slope, gradients, byFactors);
    NDArray byMiddle;
    try (NDArray byProduct = ended.byProduct();
        NDArray byBefore = ended.byBefore();
        NDArray byActive = contract.backProduct(byProduct, gradients);
        NDArray byWide = activation.backward(byActive, gradients, byFactors)) {
      byMiddle = expand.backProduct(byWide, gradients).addi(byBefore);
    }
    TokenSum.Slopes mixed = afterAttention.backward(byMiddle, gradients, byFactors);
    try (NDArray byProduct = mixed.byProduct();
        NDArray byBefore = mixed.byBefore()) {
      return attention.backward(byProduct, gradients, byFactors).addi(byBefore);
    }
  }
}
