package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/**
 * Weights of a linear layer in networks side by side, as views.
 *
 * @param matrix {@code [networks, outputs, inputs]}
 * @param turned the same, {@code [networks, inputs, outputs]}
 * @param bias {@code [networks, 1, outputs]}
 */
record LinearWeights(NDArray matrix, NDArray turned, NDArray bias) {

  /**
   * Makes the views.
   *
   * @param matrix {@code [networks, outputs, inputs]}; owns the views
   * @param bias {@code [networks, outputs]}
   * @return the weights
   */
  static LinearWeights of(NDArray matrix, NDArray bias) {
    return new LinearWeights(matrix, matrix.transpose(0, 2, 1), bias.expandDims(1));
  }

  /**
   * Weights of the last outputs.
   *
   * @param count how many outputs
   * @return views
   */
  LinearWeights last(long count) {
    NDArray part = matrix.get(new NDIndex(":, -" + count + ":"));
    NDArray shift = bias.get(new NDIndex(":, :, -" + count + ":"));
    return new LinearWeights(part, part.transpose(0, 2, 1), shift);
  }
}
