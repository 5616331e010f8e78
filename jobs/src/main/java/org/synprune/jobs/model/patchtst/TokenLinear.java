package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** A linear layer of every token: forward, and once back. */
final class TokenLinear {

  private static final int[] TOKENS = {1};

  private final String layer;
  private final LinearWeights weights;
  private NDArray inputs;

  TokenLinear(String layer, LinearWeights weights) {
    this.layer = layer;
    this.weights = weights;
  }

  /** {@code [networks, tokens, inputs] -> [networks, tokens, outputs]}. */
  NDArray forward(NDArray x) {
    return product(x).addi(weights.bias());
  }

  /** The same without the bias, which is added elsewhere. */
  NDArray product(NDArray x) {
    inputs = x;
    return x.batchMatMul(weights.turned());
  }

  /**
   * Goes back.
   *
   * @param slope of the losses by the outputs
   * @param gradients takes those of the layer's parameters, by path
   * @return slope by the inputs
   */
  NDArray backward(NDArray slope, Map<String, NDArray> gradients) {
    biasGradient(slope, gradients);
    return backProduct(slope, gradients);
  }

  /** The same without the bias. */
  NDArray backProduct(NDArray slope, Map<String, NDArray> gradients) {
    gradients.put(weightPath(), weightGradient(slope));
    return inputSlope(slope);
  }

  /** {@code [networks, 1, outputs]}. */
  NDArray bias() {
    return weights.bias();
  }

  String weightPath() {
    return layer + "_weight";
  }

  String biasPath() {
    return layer + "_bias";
  }

  void biasGradient(NDArray slope, Map<String, NDArray> gradients) {
    gradients.put(biasPath(), slope.sum(TOKENS));
  }

  NDArray weightGradient(NDArray slope) {
    try (NDArray turned = slope.transpose(0, 2, 1)) {
      return turned.batchMatMul(inputs);
    }
  }

  NDArray inputSlope(NDArray slope) {
    return slope.batchMatMul(weights.matrix());
  }

  /** {@code [networks, tokens, inputs] -> [networks, outputs, tokens]}, without the bias. */
  NDArray turnedProduct(NDArray x) {
    inputs = x;
    try (NDArray turned = x.transpose(0, 2, 1)) {
      return owned(weights.matrix().batchMatMul(turned), x);
    }
  }

  /** Slope by the weights, by that of {@link #turnedProduct}. */
  NDArray gradientOfTurned(NDArray slope) {
    return slope.batchMatMul(inputs);
  }

  /** Slope by the inputs, by that of {@link #turnedProduct}. */
  NDArray inputSlopeOfTurned(NDArray slope) {
    try (NDArray turned = slope.transpose(0, 2, 1)) {
      return turned.batchMatMul(weights.matrix());
    }
  }

  /** {@link #inputSlope}, {@code [networks, inputs, tokens]}. */
  NDArray turnedInputSlope(NDArray slope) {
    try (NDArray turned = slope.transpose(0, 2, 1)) {
      return owned(weights.turned().batchMatMul(turned), slope);
    }
  }

  /** A product belongs to the owner of its first factor: here the weights', which live longer. */
  private static NDArray owned(NDArray product, NDArray like) {
    product.attach(like.getManager());
    return product;
  }
}
