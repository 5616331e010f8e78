package org.synprune.jobs.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.initializer.Initializer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.synprune.pruning.dropout.McDropout;

/**
 * The benchmark's forecasters put together from the blocks that DJL brings: an implementation of
 * its own to hold {@link Forecasters} against. Without gradients, DJL's LSTM is wrong on some
 * processors: compare with gradients only.
 */
public final class ReferenceForecasters {

  private ReferenceForecasters() {}

  /** A network of the same parameters as {@link Forecasters#build}, not yet initialised. */
  public static Block build(ForecasterSpec spec, RandomGenerator dropout) {
    return switch (spec.architecture().kind()) {
      case RNN ->
          new DjlRecurrent(
              RNN.builder()
                  .setStateSize(spec.hidden())
                  .setNumLayers(1)
                  .setActivation(RNN.Activation.TANH)
                  .build(),
              dropout(spec, dropout),
              spec.horizon());
      case LSTM ->
          new DjlRecurrent(
              LSTM.builder().setStateSize(spec.hidden()).setNumLayers(1).build(),
              dropout(spec, dropout),
              spec.horizon());
      case PATCHTST -> new DjlPatchTst(spec, () -> dropout(spec, dropout));
      case OWN -> throw new IllegalArgumentException("no reference of " + spec.architecture());
    };
  }

  /** A network whose weights are all 0. */
  public static Block zeros(ForecasterSpec spec, NDManager manager) {
    Block block = build(spec, new SplittableRandom(0));
    block.setInitializer(Initializer.ZEROS, parameter -> true);
    block.initialize(manager, DataType.FLOAT32, Forecasters.inputShape(spec));
    return block;
  }

  private static McDropout dropout(ForecasterSpec spec, RandomGenerator random) {
    return McDropout.builder()
        .optRate(spec.dropoutRate())
        .optRandom(random)
        .optActiveAtInference(spec.dropoutAtInference())
        .build();
  }
}
