package org.synprune.jobs.train.network;

import java.nio.FloatBuffer;
import org.synprune.jobs.grid.Architecture;

/**
 * What a recurrent cell does between two products when it only forecasts: {@link CellLoops} without
 * what a way back would need.
 */
sealed interface ForwardLoops {

  /** The most numbers that are taken at once: all arrays of a cell stay in the first cache. */
  int CHUNK = 1024;

  /**
   * The loops of a network.
   *
   * @param architecture a recurrent network
   * @return its loops, for one thread
   * @throws IllegalArgumentException if the network isn't recurrent
   */
  static ForwardLoops of(Architecture architecture) {
    return switch (architecture.kind()) {
      case RNN -> new Tanh();
      case LSTM -> new Lstm();
      case PATCHTST, OWN ->
          throw new IllegalArgumentException(architecture + " has no recurrent cell");
    };
  }

  /**
   * Goes one step on with a part of one network's numbers.
   *
   * @param gates weighted inputs and state plus biases
   * @param at where the part begins in the first gate's block
   * @param block numbers of a gate's block
   * @param cell the cell's state, changed if the cell has one; 0 before the first step
   * @param from where the part begins there
   * @param n numbers of the part, {@link #CHUNK} at most
   * @return an array that begins with the step's output; valid until the next call
   */
  float[] forward(FloatBuffer gates, int at, int block, float[] cell, int from, int n);

  /** {@code h = tanh(gates)}. */
  final class Tanh implements ForwardLoops {

    private final float[] gate = new float[CHUNK];
    private final float[] output = new float[CHUNK];

    @Override
    public float[] forward(FloatBuffer gates, int at, int block, float[] cell, int from, int n) {
      gates.get(at, gate, 0, n);
      PlainTangent.tanh(gate, output, n);
      return output;
    }
  }

  /** {@code c = sigmoid(f) c' + sigmoid(i) tanh(g)}, {@code h = sigmoid(o) tanh(c)}. */
  final class Lstm implements ForwardLoops {

    private final float[] gate = new float[CHUNK];
    private final float[] input = new float[CHUNK];
    private final float[] forget = new float[CHUNK];
    private final float[] candidate = new float[CHUNK];
    private final float[] opening = new float[CHUNK];
    private final float[] state = new float[CHUNK];
    private final float[] next = new float[CHUNK];

    @Override
    public float[] forward(FloatBuffer gates, int at, int block, float[] cell, int from, int n) {
      gates.get(at, gate, 0, n);
      PlainTangent.sigmoid(gate, input, n);
      gates.get(at + LstmLoops.FORGET * block, gate, 0, n);
      PlainTangent.sigmoid(gate, forget, n);
      gates.get(at + LstmLoops.CANDIDATE * block, gate, 0, n);
      PlainTangent.tanh(gate, candidate, n);
      gates.get(at + LstmLoops.OPENING * block, gate, 0, n);
      PlainTangent.sigmoid(gate, opening, n);
      System.arraycopy(cell, from, state, 0, n);
      LstmLoops.cell(forget, state, input, candidate, next, n);
      System.arraycopy(next, 0, cell, from, n);
      PlainTangent.tanh(next, gate, n);
      LstmLoops.product(opening, gate, state, n);
      return state;
    }
  }
}
