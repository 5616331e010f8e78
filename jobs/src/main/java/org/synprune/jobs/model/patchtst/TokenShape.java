package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * What a transformer computes on: each window's patches as tokens, {@code [networks, windows *
 * patches, units]}.
 *
 * @param networks networks side by side
 * @param windows windows of a batch
 * @param patches patches of a window
 * @param units the embedding size
 * @param heads attention heads
 */
record TokenShape(long networks, long windows, long patches, long units, long heads) {

  /** Units of a head. */
  long each() {
    return units / heads;
  }

  Shape tokens() {
    return new Shape(networks, windows * patches, units);
  }

  /** Units first, {@code [networks, width, windows * patches]}. */
  Shape turned(long width) {
    return new Shape(networks, width, windows * patches);
  }

  /** Tokens of each window, {@code [networks * windows, patches, width]}. */
  Shape perWindow(long width) {
    return new Shape(networks * windows, patches, width);
  }

  /** Dropout of a layer of some width, {@code [windows, patches, width]}. */
  Shape dropped(long width) {
    return new Shape(windows, patches, width);
  }

  /** Dropout of the shares of attention. */
  Shape droppedShares() {
    return new Shape(windows, heads, patches, patches);
  }

  /** The same numbers in another shape; the array itself is closed. */
  static NDArray reshaped(NDArray array, Shape shape) {
    try (array) {
      return array.reshape(shape);
    }
  }
}
