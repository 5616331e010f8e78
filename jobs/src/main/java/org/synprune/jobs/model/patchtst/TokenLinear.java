package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** A linear layer of every token: forward, and once back. */
final class TokenLinear {

  private final String layer;
  private final LinearWeights weights;
  private NDArray inputs;

  TokenLinear(String layer, LinearWeights weights) {
    this.layer = layer;
    this.weights = weights;
  }

  /** {@code [networks, tokens, inputs] -> [networks, tokens, outputs]}. */
  NDArray forward(NDArray x) {
    inputs = x;
    return x.batchMatMul(weights.turned()).addi(weights.bias());
  }

  /**
   * Goes back.
   *
   * @param slope of the losses by the outputs
   * @param gradients takes those of the layer's parameters, by path
   * @return slope by the inputs
   */
  NDArray backward(NDArray slope, Map<String, NDArray> gradients) {
    gradients.put(weightPath(), weightGradient(slope));
    gradients.put(biasPath(), slope.sum(new int[] {1}));
    return inputSlope(slope);
  }

  String weightPath() {
    return layer + "_weight";
  }

  String biasPath() {
    return layer + "_bias";
  }

  NDArray weightGradient(NDArray slope) {
    try (NDArray turned = slope.transpose(0, 2, 1)) {
      return turned.batchMatMul(inputs);
    }
  }

  NDArray inputSlope(NDArray slope) {
    return slope.batchMatMul(weights.matrix());
  }
}
