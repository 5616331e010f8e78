package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

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

  /**
   * The networks' factors one after the other, in whatever order they are needed: faster, if a
   * network's factors depend on nothing but how many were drawn for it before.
   *
   * @return what draws them; null if {@link #factors} has to be asked
   */
  default @Nullable Streams streams() {
    return null;
  }

  /** Draws factors of one network at a time, on the host. */
  interface Streams {

    /**
     * Draws a network's next factors.
     *
     * @param network whose
     * @param to takes them, from its beginning on
     * @param n how many
     */
    void draw(int network, float[] to, int n);

    /**
     * What is multiplied with where a network drops nothing.
     *
     * @param network whose
     * @return 1 / (1 - rate)
     */
    float kept(int network);
  }
}
