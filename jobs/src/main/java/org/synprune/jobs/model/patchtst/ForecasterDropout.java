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

  /** Begins a pass: what is drawn from now on is for its places, in their order. */
  default void nextPass() {}

  /**
   * Factors that depend on nothing but the pass, the place and their number: each part of a place
   * can be drawn where it is used.
   *
   * @return what draws them; null if {@link #factors} has to be asked
   */
  default @Nullable Counted counted() {
    return null;
  }

  /** Gives out the places of a pass. */
  interface Counted {

    /**
     * The next place of the pass. Whoever computes it, on the host or on a device, takes the same
     * places in the same order.
     *
     * @param rows rows of factors
     * @param length factors of a row
     * @return the place
     */
    Place next(int rows, int length);
  }

  /** A place in the networks where something is dropped. */
  interface Place {

    /**
     * Draws some factors of a network's row, on the host.
     *
     * @param network whose
     * @param row which row
     * @param from the first of them
     * @param to takes them, from its beginning on
     * @param n how many
     */
    void draw(int network, int row, int from, float[] to, int n);

    /**
     * What is multiplied with where a network drops nothing.
     *
     * @param network whose
     * @return 1 / (1 - rate)
     */
    float kept(int network);

    /**
     * Draws all factors.
     *
     * @param manager owns the result
     * @return {@code [networks, rows, length]}
     */
    NDArray factors(NDManager manager);
  }
}
