package org.synprune.jobs.train.network;

import java.nio.FloatBuffer;
import org.synprune.jobs.grid.Architecture;

/**
 * What a recurrent cell does between two products, as loops over the engine's memory: one pass over
 * a few thousand numbers, where the engine's operations would take twenty over all of them. A loop
 * writes to one array only and begins at 0 in all of them, or Java's compiler wouldn't turn it into
 * vectors.
 */
sealed interface CellLoops permits TanhLoops, LstmLoops {

  /** The most numbers that are taken at once: they stay in the processor's first cache. */
  int CHUNK = 2048;

  /**
   * The loops of a network.
   *
   * @param architecture a recurrent network
   * @return its loops, for one thread
   * @throws IllegalArgumentException if the network isn't recurrent
   */
  static CellLoops of(Architecture architecture) {
    return switch (architecture.kind()) {
      case RNN -> new TanhLoops();
      case LSTM -> new LstmLoops();
      case PATCHTST, OWN ->
          throw new IllegalArgumentException(architecture + " has no recurrent cell");
    };
  }

  /** Rows of the weight matrices per hidden unit. */
  int gates();

  /** Blocks that a network's step leaves for the way back, beside its gates. */
  int remembered();

  /** Whether the way back needs the gates' activations of all steps. */
  boolean keepsGates();

  /**
   * Goes one step on with a part of one network's numbers.
   *
   * @param pass memory of the pass
   * @param step counted from 0
   * @param gates weighted inputs and state plus biases, {@code [networks, gates * units, windows]};
   *     the gates' activations take their place if they are kept
   * @param part which numbers
   * @param output takes the step's output
   * @param to where the part's output begins there
   */
  void forward(PassMemory pass, int step, FloatBuffer gates, Part part, FloatBuffer output, int to);

  /**
   * Goes one step back with a part of one network's numbers, from the last step on.
   *
   * @param pass memory of the pass
   * @param step counted from 0
   * @param slopes of the loss by the step's output, {@code [networks, units, windows]}
   * @param gates takes the slopes by the gates; holds their activations if they are kept
   * @param part which numbers
   */
  void backward(PassMemory pass, int step, FloatBuffer slopes, FloatBuffer gates, Part part);

  /**
   * A part of a block.
   *
   * @param network whose block
   * @param from first number
   * @param size how many, {@link #CHUNK} at most
   */
  record Part(int network, int from, int size) {}
}
