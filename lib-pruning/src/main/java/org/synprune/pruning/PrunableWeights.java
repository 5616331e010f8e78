package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Picks the weights that a pruner prunes and refuses those it can't.
 *
 * @param byPath the weights, in the order in which ties are broken
 * @param flat the same weights as one vector, if they lie one after another
 */
record PrunableWeights(Map<String, NDArray> byPath, Optional<NDArray> flat) {

  static PrunableWeights of(Block block, PruningRules rules) {
    return of(block, rules, false);
  }

  /** Does {@link #of(Block, PruningRules)} with parameters too that aren't trained. */
  static PrunableWeights withFrozen(Block block, PruningRules rules) {
    return of(block, rules, true);
  }

  private static PrunableWeights of(Block block, PruningRules rules, boolean frozenToo) {
    var weights = new TreeMap<String, NDArray>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      String path = entry.getKey();
      Parameter parameter = entry.getValue();
      if (!parameter.isInitialized()) {
        throw new IllegalArgumentException(
            "The block must be initialized before it is pruned, but " + path + " is not.");
      }
      if ((parameter.requiresGradient() || frozenToo)
          && rules.isPrunable(path, parameter.getType(), parameter.getArray().getShape())
          && weights.put(path, parameter.getArray()) != null) {
        throw new IllegalArgumentException(
            "Two parameters of the block have the path " + path + ".");
      }
    }
    var arrays = new ArrayList<Pair<String, NDArray>>();
    block.getParameters().forEach(p -> arrays.add(new Pair<>(p.getKey(), p.getValue().getArray())));
    requireUnshared(arrays, weights.keySet());
    return require(weights, block.getParameters().keys());
  }

  /** Refuses prunable parameters that have another path too, be that prunable or not. */
  private static void requireUnshared(List<Pair<String, NDArray>> arrays, Set<String> prunable) {
    var pathsByArray = new HashMap<String, String>();
    for (Pair<String, NDArray> entry : arrays) {
      String path = entry.getKey();
      String twin = pathsByArray.put(entry.getValue().getUid(), path);
      if (twin != null && (prunable.contains(path) || prunable.contains(twin))) {
        throw new IllegalArgumentException(
            "Shared parameters can't be pruned: " + twin + " and " + path + " are the same one.");
      }
    }
  }

  static PrunableWeights of(Map<String, NDArray> given, PruningRules rules) {
    var weights = new TreeMap<>(given);
    weights.keySet().removeIf(path -> !rules.matches(path));
    var arrays = new ArrayList<Pair<String, NDArray>>();
    new TreeMap<>(given).forEach((path, array) -> arrays.add(new Pair<>(path, array)));
    requireUnshared(arrays, weights.keySet());
    return require(weights, given.keySet());
  }

  static PrunableWeights of(NDArray flat, Map<String, Shape> layers, PruningRules rules) {
    long size = layers.values().stream().mapToLong(Shape::size).sum();
    if (layers.isEmpty() || flat.getShape().dimension() != 1 || flat.size() != size) {
      throw new IllegalArgumentException(
          "The layers have "
              + size
              + " weights in all, but the array's shape is "
              + flat.getShape()
              + ".");
    }
    if (flat.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "Only float32 weights can be pruned, but the array is " + flat.getDataType() + ".");
    }
    var weights = new LinkedHashMap<String, NDArray>();
    long begin = 0;
    for (Map.Entry<String, Shape> layer : layers.entrySet()) {
      if (!rules.matches(layer.getKey())) {
        throw new IllegalArgumentException(
            "A pattern of the pruner leaves out "
                + layer.getKey()
                + ", which is among the layers.");
      }
      long end = begin + layer.getValue().size();
      try (NDArray part = flat.get(new NDIndex("{}:{}", begin, end))) {
        weights.put(layer.getKey(), part.reshape(layer.getValue()));
      }
      begin = end;
    }
    return new PrunableWeights(weights, Optional.of(flat));
  }

  private static PrunableWeights require(SortedMap<String, NDArray> weights, Iterable<String> all) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("There is nothing to prune among " + all + ".");
    }
    Device device = weights.get(weights.firstKey()).getDevice();
    weights.forEach(
        (path, weight) -> {
          if (weight.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException(
                "Only float32 weights can be pruned, but "
                    + path
                    + " is "
                    + weight.getDataType()
                    + ".");
          }
          if (!weight.getDevice().equals(device)) {
            throw new IllegalArgumentException(
                "All weights must lie on one device, but "
                    + path
                    + " is on "
                    + weight.getDevice()
                    + " and others on "
                    + device
                    + ".");
          }
        });
    return new PrunableWeights(weights, Optional.empty());
  }
}
