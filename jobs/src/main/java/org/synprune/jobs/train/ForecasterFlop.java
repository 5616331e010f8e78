package org.synprune.jobs.train;

import java.util.Objects;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.Patches;

/**
 * Floating-point operations that a forecaster's matrix products can't do without, for each window.
 * Training has them forward, for the gradient of each weight, and for the gradient of each
 * product's other operand where the chain rule asks for it. Left out: the gradient of the network's
 * input, the recurrent product of the first step (its state is zero) and everything that isn't a
 * matrix product. A product {@code [m, k] x [k, n]} counts as {@code 2 m k n}.
 *
 * <ul>
 *   <li>Recurrent layer with {@code g} gates: inputs {@code [L, F] x [F, g H]} twice in training
 *       (forward, weight gradient), states {@code [L - 1, H] x [H, g H]} three times (and the
 *       gradient of the state before).
 *   <li>Transformer with {@code P} patches of {@code r} rows: embedding {@code [P, r F] x [r F, H]}
 *       twice; in each of two encoders four maps {@code [P, H] x [H, H]}, the scores and their
 *       product with the values, {@code [P, H] x [H, P]} each, and the feed-forward pair {@code [P,
 *       H] x [H, 4 H]}, {@code [P, 4 H] x [4 H, H]}, all three times. A patch alone has the share
 *       1, so that its query, key and scores aren't needed.
 *   <li>Head: {@code [1, H] x [H, h]} three times.
 * </ul>
 *
 * <p>What a network of own code does isn't known: it is guessed to be a dense layer on the whole
 * window, {@code [1, L F] x [L F, H]}, and one behind it, {@code [1, H] x [H, H]}.
 *
 * @param architecture the network
 * @param lookback {@code L}, rows of a window
 * @param features {@code F}, columns of a window
 * @param horizon {@code h}, steps forecast from a window
 * @param hidden {@code H}, units of the recurrent layer, or the transformer's embedding size
 */
public record ForecasterFlop(
    Architecture architecture, long lookback, long features, long horizon, long hidden) {

  private static final int RNN_GATES = 1;
  private static final int LSTM_GATES = 4;
  private static final int ENCODERS = 2;
  private static final int FEED_FORWARD_FACTOR = 4;

  /** Validates. */
  public ForecasterFlop {
    Objects.requireNonNull(architecture, "architecture");
    if (lookback < 1 || features < 1 || horizon < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          "lookback is %d, features %d, horizon %d, hidden %d, expected 1 or more of each"
              .formatted(lookback, features, horizon, hidden));
    }
  }

  /**
   * Of a forecaster of the next step alone.
   *
   * @param architecture the network
   * @param lookback rows of a window
   * @param features columns of a window
   * @param hidden units of the recurrent layer, or the transformer's embedding size
   */
  public ForecasterFlop(Architecture architecture, long lookback, long features, long hidden) {
    this(architecture, lookback, features, 1, hidden);
  }

  /**
   * Operations of a training step for each window of its batch, without regularisation.
   *
   * @return floating-point operations
   */
  public long ofTraining() {
    return 2 * ofInputs() + 3 * ofTheRest();
  }

  /**
   * Operations of a forecast.
   *
   * @return floating-point operations
   */
  public long ofForecast() {
    return ofInputs() + ofTheRest();
  }

  /** The layer that reads the window, whose input needs no gradient. */
  private long ofInputs() {
    return switch (architecture.kind()) {
      case RNN -> product(lookback, features, RNN_GATES * hidden);
      case LSTM -> product(lookback, features, LSTM_GATES * hidden);
      case PATCHTST -> {
        Patches patches = patches();
        yield product(patches.count(), patches.rows() * features, hidden);
      }
      case OWN -> product(1, lookback * features, hidden);
    };
  }

  private long ofTheRest() {
    return product(1, hidden, horizon)
        + switch (architecture.kind()) {
          case RNN -> product(lookback - 1, hidden, RNN_GATES * hidden);
          case LSTM -> product(lookback - 1, hidden, LSTM_GATES * hidden);
          case PATCHTST -> ENCODERS * encoder(patches().count());
          case OWN -> product(1, hidden, hidden);
        };
  }

  private long encoder(long patches) {
    long maps = (patches == 1 ? 2 : 4) * product(patches, hidden, hidden);
    long attention = patches == 1 ? 0 : 2 * product(patches, hidden, patches);
    long feedForward = 2 * product(patches, hidden, FEED_FORWARD_FACTOR * hidden);
    return maps + attention + feedForward;
  }

  private Patches patches() {
    return Patches.of(Math.toIntExact(lookback));
  }

  private static long product(long m, long k, long n) {
    return 2 * m * k * n;
  }
}
