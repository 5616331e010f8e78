package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How large the inputs of a block's layers are on some data: the Euclidean norm of each input over
 * all examples and positions, which {@link Saliency#wanda} uses. Immutable.
 */
public final class InputNorms {

  private final Map<String, float[]> byPath;

  private InputNorms(Map<String, float[]> byPath) {
    this.byPath = byPath;
  }

  /**
   * Measures a block in inference. Layers are found in {@code SequentialBlock}s and {@code
   * ParallelBlock}s, nested or not: linear ones, convolutions, and the first layer of recurrent
   * blocks.
   *
   * @param block an initialized block
   * @param batches its inputs; some hundred examples do
   * @return the norms
   */
  public static InputNorms of(Block block, Iterable<NDList> batches) {
    Map<String, String> pathsById = new HashMap<>();
    block.getParameters().forEach(p -> pathsById.put(p.getValue().getId(), p.getKey()));
    Map<String, double[]> squares = new TreeMap<>();
    for (NDList batch : batches) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        forward(block, batch, pathsById, squares);
      }
    }
    Map<String, float[]> norms = new TreeMap<>();
    squares.forEach(
        (path, sums) -> {
          float[] roots = new float[sums.length];
          for (int i = 0; i < roots.length; i++) {
            roots[i] = (float) Math.sqrt(sums[i]);
          }
          norms.put(path, roots);
        });
    return new InputNorms(norms);
  }

  private static NDList forward(
      Block block, NDList inputs, Map<String, String> pathsById, Map<String, double[]> squares) {
    if (block instanceof SequentialBlock chain && !chain.isReturnIntermediate()) {
      NDList list = inputs;
      for (Pair<String, Block> child : block.getChildren()) {
        list = forward(child.getValue(), list, pathsById, squares);
      }
      return list;
    }
    if (block instanceof ParallelBlock) {
      for (Pair<String, Block> child : block.getChildren()) {
        forward(child.getValue(), inputs, pathsById, squares);
      }
    } else if (block instanceof Linear
        || block instanceof Convolution
        || block instanceof RecurrentBlock) {
      NDArray x = inputs.get(0);
      int axis = block instanceof Convolution ? 1 : x.getShape().dimension() - 1;
      add(
          x,
          axis,
          squares.computeIfAbsent(
              path(block, pathsById), none -> new double[(int) x.getShape().get(axis)]));
    }
    NDManager manager = inputs.get(0).getManager();
    return block.forward(new ParameterStore(manager, false), inputs, false);
  }

  private static String path(Block block, Map<String, String> pathsById) {
    Parameter first =
        block.getDirectParameters().values().stream()
            .filter(one -> one.getType() == Parameter.Type.WEIGHT)
            .findFirst()
            .orElseThrow();
    return pathsById.get(first.getId());
  }

  private static void add(NDArray x, int axis, double... sums) {
    Shape shape = x.getShape();
    int[] others = IntStream.range(0, shape.dimension()).filter(i -> i != axis).toArray();
    float[] squares = x.mul(x).sum(others).toFloatArray();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += squares[i];
    }
  }

  /**
   * Returns the layers whose inputs were measured.
   *
   * @return the paths of their weights
   */
  public Set<String> paths() {
    return Set.copyOf(byPath.keySet());
  }

  /**
   * Returns the norms of a layer's inputs.
   *
   * @param path the path of the layer's weight
   * @return a new array, a norm for each input
   * @throws IllegalArgumentException if the layer wasn't measured; the message names it
   */
  public float[] get(String path) {
    float[] norms = byPath.get(path);
    if (norms == null) {
      throw new IllegalArgumentException(
          "The inputs of " + path + " weren't measured, only those of " + byPath.keySet() + ".");
    }
    return Arrays.copyOf(norms, norms.length);
  }
}
