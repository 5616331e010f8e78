package org.synprune.bench.steps;

import org.synprune.bench.figure.TrainingCase;

/**
 * Floating-point operations that the matrix products of one training step can't do without:
 * forward, gradient of each weight, and gradient of each product's other operand where the chain
 * rule asks for it. Left out: the gradient of the network's input, the recurrent product of the
 * first step (its state is zero) and everything that isn't a matrix product. A product {@code [m,
 * k] x [k, n]} counts as {@code 2 m k n}.
 *
 * <ul>
 *   <li>Recurrent layer with {@code g} gates: inputs {@code [B L, F] x [F, g H]} twice (forward,
 *       weight gradient), states {@code [B (L - 1), H] x [H, g H]} three times (and the gradient of
 *       the state before).
 *   <li>Transformer with {@code P} patches of {@code r} rows: embedding {@code [B P, r F] x [r F,
 *       H]} twice; in each of two encoders four maps {@code [B P, H] x [H, H]}, the scores and
 *       their product with the values, {@code B} times {@code [P, H] x [H, P]} each, and the
 *       feed-forward pair {@code [B P, H] x [H, 4 H]}, {@code [B P, 4 H] x [4 H, H]}, all three
 *       times. A patch alone has the share 1, so that its query, key and scores aren't needed.
 *   <li>Head: {@code [B, H] x [H, 1]} three times.
 * </ul>
 *
 * @param batch {@code B}, windows
 * @param features {@code F}, columns of a window
 * @param hidden {@code H}, units of the recurrent layer, or the transformer's embedding size
 */
public record TrainingFlop(long batch, long features, long hidden) {

  private static final int RNN_GATES = 1;
  private static final int LSTM_GATES = 4;
  private static final int ENCODERS = 2;
  private static final int FEED_FORWARD_FACTOR = 4;

  /** Of the networks that this benchmark trains. */
  public static final TrainingFlop OF_CELLS =
      new TrainingFlop(TrainingCase.BATCH, TrainingCase.FEATURES, TrainingCase.HIDDEN);

  /** Operations of a step of one trial without regularisation. */
  public long ofStep(TrainingCase cell) {
    long head = layer(batch, hidden, 1);
    return head
        + switch (cell.architecture()) {
          case RNN -> recurrent(RNN_GATES, cell.lookback());
          case LSTM -> recurrent(LSTM_GATES, cell.lookback());
          case PATCHTST -> transformer(cell.patches(), cell.patchRows());
        };
  }

  private long recurrent(int gates, long steps) {
    return firstLayer(batch * steps, features, gates * hidden)
        + layer(batch * (steps - 1), hidden, gates * hidden);
  }

  private long transformer(long patches, long rows) {
    long tokens = batch * patches;
    long wide = FEED_FORWARD_FACTOR * hidden;
    long maps = (patches == 1 ? 2 : 4) * layer(tokens, hidden, hidden);
    long attention = patches == 1 ? 0 : 2 * layer(tokens, hidden, patches);
    long feedForward = layer(tokens, hidden, wide) + layer(tokens, wide, hidden);
    return firstLayer(tokens, rows * features, hidden)
        + ENCODERS * (maps + attention + feedForward);
  }

  /** Forward and the gradients of both operands. */
  private static long layer(long rows, long in, long out) {
    return 3 * product(rows, in, out);
  }

  /** Forward and the weight's gradient: the input needs none. */
  private static long firstLayer(long rows, long in, long out) {
    return 2 * product(rows, in, out);
  }

  private static long product(long m, long k, long n) {
    return 2 * m * k * n;
  }
}
