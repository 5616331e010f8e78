package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Numbers as arrays on the networks' device: made once, as the engine would make a plain number one
 * on each use.
 *
 * @param one 1
 * @param two 2
 * @param four 4
 * @param differentiable whether the engine has to be able to differentiate what is computed
 */
record CellConstants(NDArray one, NDArray two, NDArray four, boolean differentiable) {

  /**
   * Makes the numbers.
   *
   * @param manager owns them
   * @param differentiable whether the engine has to be able to differentiate what is computed
   * @return the numbers
   */
  static CellConstants of(NDManager manager, boolean differentiable) {
    return new CellConstants(
        manager.full(new Shape(), 1f),
        manager.full(new Shape(), 2f),
        manager.full(new Shape(), 4f),
        differentiable);
  }

  /**
   * Copies numbers into memory of the engine's. What is created of Java's numbers lies in memory of
   * Java's, which is free once the array is closed, though a backward pass may still read it.
   *
   * @param array is closed
   * @return a copy, owned by the same manager
   */
  static NDArray kept(NDArray array) {
    try (array) {
      return array.duplicate();
    }
  }

  /**
   * Turns {@code sigmoid(2x)} into {@code tanh(x)}.
   *
   * @param sigmoid is used up: changed in place, unless the engine's backward pass reads it
   * @return the tangents
   */
  NDArray tanhOfSigmoid(NDArray sigmoid) {
    if (!differentiable) {
      return sigmoid.muli(two).subi(one);
    }
    try (sigmoid) {
      return sigmoid.mul(two).subi(one);
    }
  }
}
