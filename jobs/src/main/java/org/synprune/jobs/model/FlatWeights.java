package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.Arrays;

/** Weights of a network in one array, parameter after parameter in the network's order. */
public final class FlatWeights {

  private static final NDIndex EVERYTHING = new NDIndex("...");

  private FlatWeights() {}

  /**
   * The weights of a network.
   *
   * @param block an initialised network
   * @return as many values as the network has
   */
  public static float[] of(Block block) {
    long size = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      size += entry.getValue().getArray().size();
    }
    float[] all = new float[Math.toIntExact(size)];
    int at = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      float[] values = entry.getValue().getArray().toFloatArray();
      System.arraycopy(values, 0, all, at, values.length);
      at += values.length;
    }
    return all;
  }

  /**
   * Gives a network its weights.
   *
   * @param values as many values as the network has
   * @param block an initialised network
   */
  public static void assign(float[] values, Block block) {
    int at = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      NDArray array = entry.getValue().getArray();
      int end = at + Math.toIntExact(array.size());
      // Not array.set(float[]): PyTorch prints a warning about what DJL does there. It writes to
      // what
      // requires no gradient only.
      boolean gradient = array.hasGradient();
      array.setRequiresGradient(false);
      try (NDArray own =
          array.getManager().create(Arrays.copyOfRange(values, at, end), array.getShape())) {
        array.set(EVERYTHING, own);
      }
      array.setRequiresGradient(gradient);
      at = end;
    }
  }
}
