package org.synprune.bench.peak;

import java.util.ArrayList;
import java.util.List;
import org.synprune.bench.figure.TrainingCase;

/**
 * A matrix product of our training step, for all networks of a stack: {@code [matrices, m, k] x
 * [matrices, k, n]}.
 *
 * @param times how often a step computes it
 * @param matrices matrices of each operand
 * @param m rows of the left
 * @param k columns of the left
 * @param n columns of the right
 * @param turned which operand lies in memory with rows and columns exchanged
 */
record StepProduct(int times, long matrices, long m, long k, long n, Turned turned) {

  private static final int ENCODERS = 2;
  private static final int FEED_FORWARD_FACTOR = 4;

  /** An operand. */
  enum Turned {
    NONE,
    LEFT,
    RIGHT
  }

  /** Operations of all of them. */
  long flop() {
    return 2L * times * matrices * m * k * n;
  }

  /**
   * The products of a step without regularisation, as our training computes them: recurrent
   * networks with the windows as the last axis, step by step, state and inputs joined, a column of
   * ones for the biases; the transformer with the units as the last, all but its attention's own
   * products, which are loops.
   *
   * @param cell what is trained
   * @param networks how many side by side
   */
  static List<StepProduct> of(TrainingCase cell, int networks) {
    List<StepProduct> all = new ArrayList<>();
    switch (cell.architecture().kind()) {
      case RNN -> recurrent(all, networks, cell.lookback(), 1);
      case LSTM -> recurrent(all, networks, cell.lookback(), 4);
      case PATCHTST -> transformer(all, networks, cell.patches(), cell.patchRows());
      case OWN -> throw new IllegalArgumentException("no products known of " + cell);
    }
    layer(all, 1, networks, TrainingCase.BATCH, TrainingCase.HIDDEN, 1);
    return List.copyOf(all);
  }

  private static void recurrent(List<StepProduct> all, int networks, int steps, int gates) {
    long windows = TrainingCase.BATCH;
    long columns = TrainingCase.FEATURES + 1;
    long units = TrainingCase.HIDDEN;
    long wide = gates * units;
    all.add(new StepProduct(1, networks, wide, columns, windows, Turned.NONE));
    all.add(new StepProduct(1, networks, wide, windows, columns, Turned.RIGHT));
    if (steps > 1) {
      int later = steps - 1;
      all.add(new StepProduct(later, networks, wide, units + columns, windows, Turned.NONE));
      all.add(new StepProduct(later, networks, wide, windows, units + columns, Turned.RIGHT));
      all.add(new StepProduct(later, networks, units, wide, windows, Turned.NONE));
    }
  }

  private static void transformer(List<StepProduct> all, int networks, long patches, long rows) {
    long tokens = TrainingCase.BATCH * patches;
    long units = TrainingCase.HIDDEN;
    long wide = FEED_FORWARD_FACTOR * units;
    firstLayer(all, networks, tokens, rows * TrainingCase.FEATURES, units);
    // A patch alone needs no query and no key.
    layer(all, ENCODERS, networks, tokens, units, patches == 1 ? units : 3 * units);
    layer(all, ENCODERS, networks, tokens, units, units);
    layer(all, ENCODERS, networks, tokens, units, wide);
    layer(all, ENCODERS, networks, tokens, wide, units);
  }

  /** Forward, slope of the inputs, slope of the weights. */
  private static void layer(
      List<StepProduct> all, int times, long networks, long rows, long in, long out) {
    all.add(new StepProduct(times, networks, rows, in, out, Turned.RIGHT));
    all.add(new StepProduct(times, networks, rows, out, in, Turned.NONE));
    all.add(new StepProduct(times, networks, out, rows, in, Turned.LEFT));
  }

  /** Forward and slope of the weights. */
  private static void firstLayer(
      List<StepProduct> all, long networks, long rows, long in, long out) {
    all.add(new StepProduct(1, networks, rows, in, out, Turned.RIGHT));
    all.add(new StepProduct(1, networks, out, rows, in, Turned.LEFT));
  }
}
