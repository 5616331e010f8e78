package org.synprune.jobs.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.util.Pair;
import java.util.random.RandomGenerator;

/**
 * Initial weights as PyTorch's layers draw them: recurrent layers uniform within {@code 1 /
 * sqrt(hidden)}, linear layers (weight and bias) uniform within {@code 1 / sqrt(inputs)}, norms 1
 * and 0, learnt positions standard normal. Blocks of own code are drawn in the same way: recurrent
 * ones of DJL by their units, all others by the inputs of their first weight, which are the product
 * of its dimensions but the first. Drawn from a generator that the caller seeds, never from the
 * engine's.
 */
public final class PyTorchInitialisation {

  /** How DJL's recurrent blocks name their matrices of a step's output. */
  private static final String STATE_WEIGHT = "h2h_WEIGHT";

  private PyTorchInitialisation() {}

  /**
   * Draws all weights of a network.
   *
   * @param block an initialised block (its parameters have shapes)
   * @param random the source of the draws
   * @return the values of all parameters, row-major, one after another in the order of {@link
   *     Block#getParameters()}
   */
  public static float[] draw(Block block, RandomGenerator random) {
    long size = 0;
    for (Pair<String, Parameter> parameter : block.getParameters()) {
      size += parameter.getValue().getShape().size();
    }
    float[] values = new float[Math.toIntExact(size)];
    int end = fill(block, values, 0, random);
    if (end != values.length) {
      throw new IllegalStateException("drew " + end + " of " + values.length + " weights");
    }
    return values;
  }

  private static int fill(Block block, float[] values, int start, RandomGenerator random) {
    int at = start;
    ParameterList direct = block.getDirectParameters();
    for (Pair<String, Parameter> entry : direct) {
      Parameter parameter = entry.getValue();
      int end = at + Math.toIntExact(parameter.getShape().size());
      for (int i = at; i < end; i++) {
        values[i] =
            switch (parameter.getType()) {
              case GAMMA, RUNNING_VAR -> 1;
              case BETA, RUNNING_MEAN -> 0;
              case OTHER -> (float) random.nextGaussian();
              case WEIGHT, BIAS -> (2 * random.nextFloat() - 1) * bound(block, direct);
            };
      }
      at = end;
    }
    for (Block child : block.getChildren().values()) {
      at = fill(child, values, at, random);
    }
    return at;
  }

  private static float bound(Block block, ParameterList parameters) {
    if (block instanceof RecurrentLayer) {
      return inverseRoot(parameters.get(RecurrentLayer.STATE_WEIGHT).getShape());
    }
    if (block instanceof Linear) {
      return inverseRoot(parameters.get("weight").getShape());
    }
    for (Pair<String, Parameter> entry : parameters) {
      boolean first = entry.getValue().getType() == Parameter.Type.WEIGHT;
      if (block instanceof RecurrentBlock ? entry.getKey().endsWith(STATE_WEIGHT) : first) {
        Shape weight = entry.getValue().getShape();
        return (float) (1 / Math.sqrt((double) weight.size() / weight.get(0)));
      }
    }
    return 0; // a bias that belongs to no weight
  }

  private static float inverseRoot(Shape weight) {
    return (float) (1 / Math.sqrt((double) weight.get(1)));
  }
}
