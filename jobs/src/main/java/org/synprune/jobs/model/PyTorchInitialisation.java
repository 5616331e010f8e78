package org.synprune.jobs.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;
import java.util.random.RandomGenerator;

/**
 * Initial weights as PyTorch's layers draw them: recurrent layers uniform within {@code 1 /
 * sqrt(hidden)}, linear layers (weight and bias) uniform within {@code 1 / sqrt(inputs)}, norms 1
 * and 0, learnt positions standard normal. Drawn from a generator that the caller seeds, never from
 * the engine's.
 */
public final class PyTorchInitialisation {

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
              case GAMMA -> 1;
              case BETA -> 0;
              case OTHER -> (float) random.nextGaussian();
              case WEIGHT, BIAS -> (2 * random.nextFloat() - 1) * bound(block, direct);
              case RUNNING_MEAN, RUNNING_VAR ->
                  throw new IllegalStateException("no rule for parameter " + entry.getKey());
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
    throw new IllegalStateException("no rule for a block of type " + block.getClass().getName());
  }

  private static float inverseRoot(Shape weight) {
    return (float) (1 / Math.sqrt((double) weight.get(1)));
  }
}
