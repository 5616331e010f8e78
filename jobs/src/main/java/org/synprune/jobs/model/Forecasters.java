package org.synprune.jobs.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import java.util.random.RandomGenerator;
import org.synprune.pruning.dropout.McDropout;

/** Builds the benchmark's forecasters: {@code [batch, lookback, features] -> [batch, 1]}. */
public final class Forecasters {

  /** Regular expression of the parameters that no preset prunes: the norm before the head. */
  public static final String NEVER_PRUNED = PatchTst.FINAL_NORM;

  private Forecasters() {}

  /**
   * Builds a network, not yet initialised.
   *
   * @param spec its shape
   * @param dropout where dropout masks are drawn from; the network's only source of randomness
   * @return a block with one input {@code [batch, lookback, features]} and one output {@code
   *     [batch, 1]}, both scaled
   */
  public static Block build(ForecasterSpec spec, RandomGenerator dropout) {
    return switch (spec.architecture()) {
      case RNN ->
          new RecurrentForecaster(
              RNN.builder()
                  .setStateSize(spec.hidden())
                  .setNumLayers(1)
                  .setActivation(RNN.Activation.TANH)
                  .build(),
              dropout(spec, dropout));
      case LSTM ->
          new RecurrentForecaster(
              LSTM.builder().setStateSize(spec.hidden()).setNumLayers(1).build(),
              dropout(spec, dropout));
      case PATCHTST -> new PatchTst(spec, () -> dropout(spec, dropout));
    };
  }

  /**
   * The shape of the input that {@link #build} is initialised with.
   *
   * @param spec the network
   * @return {@code [1, lookback, features]}
   */
  public static Shape inputShape(ForecasterSpec spec) {
    return new Shape(1, spec.lookback(), spec.features());
  }

  /**
   * The rows of a patch of the transformer (the paper's script).
   *
   * @param lookback rows of the window
   * @return 1, 2, 3 or 4 rows for lookbacks up to 7, 14, 30 and more
   */
  public static int patchSize(int lookback) {
    return PatchTst.patchSize(lookback);
  }

  private static McDropout dropout(ForecasterSpec spec, RandomGenerator random) {
    return McDropout.builder()
        .optRate(spec.dropoutRate())
        .optRandom(random)
        .optActiveAtInference(spec.dropoutAtInference())
        .build();
  }
}
