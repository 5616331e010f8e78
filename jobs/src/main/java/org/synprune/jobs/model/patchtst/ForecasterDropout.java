package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The dropout of networks that are computed side by side. */
public interface ForecasterDropout {

  /**
   * Whether any network drops anything.
   *
   * @return false if {@link #factors} needn't be asked
   */
  boolean any();

  /**
   * Draws the factors of one place in the networks.
   *
   * @param manager owns the result
   * @param shape of one network's activations there, {@code [windows, ...]}
   * @return what the activations are multiplied with, {@code [networks, shape...]}
   */
  NDArray factors(NDManager manager, Shape shape);

  /**
   * Whether slopes of the losses by the factors are wanted.
   *
   * @return true if a network learns its rate
   */
  boolean learns();
}
