package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** A layer norm of every token: forward, and once back. */
final class TokenNorm {

  private static final int[] UNITS = {2};
  private static final int[] TOKENS = {1};

  private final String layer;
  private final PatchTstNetwork.Constants constants;
  private final NDArray scale;
  private final NDArray shift;
  private NDArray normed;
  private NDArray inverse;

  /**
   * Begins a norm.
   *
   * @param layer the layer's path
   * @param constants numbers
   * @param scale {@code [networks, 1, units]}
   * @param shift {@code [networks, 1, units]}
   */
  TokenNorm(String layer, PatchTstNetwork.Constants constants, NDArray scale, NDArray shift) {
    this.layer = layer;
    this.constants = constants;
    this.scale = scale;
    this.shift = shift;
  }

  /** {@code [networks, tokens, units]}, to the same. */
  NDArray forward(NDArray x) {
    try (NDArray mean = x.mean(UNITS, true);
        NDArray centred = x.sub(mean);
        NDArray squares = centred.mul(centred);
        NDArray variance = squares.mean(UNITS, true);
        NDArray root = variance.addi(constants.normEpsilon()).sqrt()) {
      inverse = constants.inverse(root);
      normed = centred.mul(inverse);
    }
    return normed.mul(scale).addi(shift);
  }

  /**
   * Goes back.
   *
   * @param slope of the losses by the outputs
   * @param gradients takes those of scale and shift, by path
   * @return slope by the inputs
   */
  NDArray backward(NDArray slope, Map<String, NDArray> gradients) {
    NDArray by = slope.mul(scale);
    try (NDArray product = slope.mul(normed)) {
      gradients.put(layer + "_gamma", product.sum(TOKENS));
      gradients.put(layer + "_beta", slope.sum(TOKENS));
      product.muli(scale);
      try (NDArray mean = by.mean(UNITS, true);
          NDArray along = product.mean(UNITS, true);
          NDArray part = normed.mul(along)) {
        return by.subi(mean).subi(part).muli(inverse);
      }
    }
  }
}
