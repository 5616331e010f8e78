package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The dropout of networks that are computed side by side. */
public interface ForecasterDropout {

  /**
   * Whether any network drops anything.
   *
   * @return false if {@link #differentiableFactors} needn't be asked
   */
  boolean any();

  /**
   * Draws the factors of one place in the networks, for a pass that the engine may differentiate.
   *
   * @param manager owns the result
   * @param shape of one network's activations there, {@code [windows, ...]}
   * @return what the activations are multiplied with, {@code [networks, shape...]}
   */
  NDArray differentiableFactors(NDManager manager, Shape shape);
}
