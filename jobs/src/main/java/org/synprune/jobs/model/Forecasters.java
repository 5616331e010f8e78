package org.synprune.jobs.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.initializer.Initializer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.synprune.jobs.BadInputException;
import org.synprune.pruning.dropout.McDropout;

/**
 * Builds the benchmark's forecasters as blocks of DJL: {@code [batch, lookback, features] ->
 * [batch, horizon]}.
 *
 * <p>They don't contain DJL's own LSTM: without gradients it gives wrong outputs on some processors
 * with AVX-512, for 1 to 16, 33 to 48, 65 to 80 units and so on. The recurrent networks compute
 * their steps themselves.
 */
public final class Forecasters {

  /** Pattern of the parameters that no preset prunes: the norm before the head. */
  public static final String NEVER_PRUNED = "*" + PatchTstForecaster.FINAL_NORM + "*";

  private Forecasters() {}

  /**
   * Whether no preset prunes a parameter.
   *
   * @param path its path
   * @return whether {@link #NEVER_PRUNED} matches
   */
  public static boolean isNeverPruned(String path) {
    return path.contains(PatchTstForecaster.FINAL_NORM);
  }

  /**
   * Builds a network, not yet initialised.
   *
   * @param spec its shape
   * @param dropout where dropout masks are drawn from; the network's only source of randomness
   * @return a block with one input {@code [batch, lookback, features]} and one output {@code
   *     [batch, horizon]}, both scaled
   * @throws IllegalArgumentException if a transformer's embedding size isn't a multiple of its
   *     heads
   * @throws BadInputException if the network is own code that isn't there, or refuses the shape
   */
  public static Block build(ForecasterSpec spec, RandomGenerator dropout) {
    return switch (spec.architecture().kind()) {
      case RNN, LSTM -> new RecurrentForecaster(spec, dropout(spec, dropout));
      case PATCHTST -> new PatchTstForecaster(spec, () -> dropout(spec, dropout));
      case OWN -> OwnForecaster.build(spec);
    };
  }

  /**
   * Builds a network whose weights are all 0, for those who set them.
   *
   * @param spec its shape
   * @param manager owns its weights
   * @return an initialised block, seeded for dropout with 0
   */
  public static Block zeros(ForecasterSpec spec, NDManager manager) {
    Block block = build(spec, new SplittableRandom(0));
    block.setInitializer(Initializer.ZEROS, parameter -> true);
    initialise(block, spec, manager);
    return block;
  }

  /**
   * Initialises a network.
   *
   * @param block as {@link #build} gives it, set to draw its weights
   * @param spec its shape
   * @param manager owns its weights
   * @throws BadInputException if the network is own code and doesn't forecast
   */
  public static void initialise(Block block, ForecasterSpec spec, NDManager manager) {
    if (spec.architecture().isOwn()) {
      OwnForecaster.initialise(block, spec, manager);
    } else {
      block.initialize(manager, DataType.FLOAT32, inputShape(spec));
    }
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

  private static McDropout dropout(ForecasterSpec spec, RandomGenerator random) {
    return McDropout.builder()
        .optRate(spec.dropoutRate())
        .optRandom(random)
        .optActiveAtInference(spec.dropoutAtInference())
        .build();
  }
}
