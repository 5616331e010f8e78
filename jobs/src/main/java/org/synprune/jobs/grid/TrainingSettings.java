package org.synprune.jobs.grid;

import java.io.Serializable;
import java.util.Objects;

/**
 * What all arms of a comparison share (paper, section 3.8 and its scripts).
 *
 * @param epochs passes over the train windows
 * @param batchSize windows in a batch; the last batch of an epoch may be smaller
 * @param learningRate Adam's step size
 * @param hidden units of the recurrent layer, or the transformer's embedding size
 * @param dropoutRate share of activations that the dropout arms drop, in [0, 1); where those that
 *     learn it begin
 * @param mcPasses stochastic passes whose mean is the forecast of Monte Carlo dropout ({@code
 *     strict}; {@code paper} takes one)
 * @param patience epochs without any decrease of the validation loss before {@code paper} stops
 * @param pruning the pruning arm's
 */
public record TrainingSettings(
    int epochs,
    int batchSize,
    double learningRate,
    int hidden,
    double dropoutRate,
    int mcPasses,
    int patience,
    PruningSettings pruning)
    implements Serializable {

  /** The paper's: 20 epochs, batch 64, Adam 1e-3, 64 units, dropout 0.3, patience 3. */
  public static final TrainingSettings PAPER =
      new TrainingSettings(20, 64, 1e-3, 64, 0.3, 20, 3, PruningSettings.PAPER);

  /**
   * Validates.
   *
   * @throws InvalidSettingException if a setting is out of its range
   */
  public TrainingSettings {
    Objects.requireNonNull(pruning, "pruning");
    requirePositive("epochs", epochs);
    requirePositive("batch-size", batchSize);
    requirePositive("hidden", hidden);
    requirePositive("mc-passes", mcPasses);
    requirePositive("patience", patience);
    if (!(learningRate > 0)) {
      throw new InvalidSettingException("learning-rate", "is %s, expected above 0", learningRate);
    }
    if (!(dropoutRate >= 0 && dropoutRate < 1)) {
      throw new InvalidSettingException(
          "dropout-rate", "is %s, expected a share in [0, 1)", dropoutRate);
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new InvalidSettingException(key, "is %d, expected 1 or more", value);
    }
  }
}
