package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.IdentityHashMap;
import java.util.Map;

/** A post-norm encoder: attention and a feed-forward layer, each added to what it was given. */
final class TokenEncoder {

  private final PatchMixing attention;
  private final TokenDropout afterAttention;
  private final TokenNorm firstNorm;
  private final TokenLinear expand;
  private final TokenDropout afterExpand;
  private final TokenLinear contract;
  private final TokenDropout afterContract;
  private final TokenNorm secondNorm;
  private NDArray active;

  TokenEncoder(String block, PatchTstNetwork network, TokenShape shape, ForecasterDropout dropout) {
    attention = PatchMixing.of(block + "01attention_", network, shape, dropout);
    afterAttention = new TokenDropout(dropout, shape.dropped(shape.units()));
    firstNorm = network.norm(block + "02norm");
    expand = network.linear(block + "04expand");
    long wide = PatchTstNetwork.FEED_FORWARD_FACTOR * shape.units();
    afterExpand = new TokenDropout(dropout, shape.dropped(wide));
    contract = network.linear(block + "06contract");
    afterContract = new TokenDropout(dropout, shape.dropped(shape.units()));
    secondNorm = network.norm(block + "03norm");
  }

  /** {@code tokens -> tokens}. */
  NDArray forward(NDArray x) {
    NDArray middle;
    try (NDArray mixed = attention.forward(x);
        NDArray attended = afterAttention.forward(mixed)) {
      middle = firstNorm.forward(attended.addi(x));
    }
    try (NDArray wide = expand.forward(middle)) {
      active = Activation.relu(wide);
    }
    try (NDArray contracted = contract.forward(afterExpand.forward(active));
        NDArray fed = afterContract.forward(contracted)) {
      return secondNorm.forward(fed.addi(middle));
    }
  }

  /**
   * Goes back.
   *
   * @param slope of the losses by the outputs; is closed
   * @param gradients takes those of the parameters, by path
   * @param byFactors takes slopes by factors of dropout
   * @return slope by the inputs
   */
  NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    try (slope;
        NDArray bySum = secondNorm.backward(slope, gradients);
        NDArray byMiddle = feedForwardSlope(bySum, gradients, byFactors).addi(bySum);
        NDArray byFirst = firstNorm.backward(byMiddle, gradients);
        NDArray byAttended = afterAttention.backward(byFirst, byFactors)) {
      return attention.backward(byAttended, gradients, byFactors).addi(byFirst);
    }
  }

  private NDArray feedForwardSlope(
      NDArray bySum, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    NDArray byFed = afterContract.backward(bySum, byFactors);
    try (NDArray byWide = contract.backward(byFed, gradients);
        NDArray byActive = afterExpand.backward(byWide, byFactors);
        NDArray positive = active.sign()) {
      return expand.backward(byActive.muli(positive), gradients);
    }
  }
}
