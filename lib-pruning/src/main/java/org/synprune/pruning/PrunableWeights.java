package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Picks the weights that a pruner prunes and refuses those it can't. */
final class PrunableWeights {

  private PrunableWeights() {}

  static SortedMap<String, NDArray> of(Block block, PruningRules rules) {
    var weights = new TreeMap<String, NDArray>();
    var pathsById = new HashMap<String, String>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      String path = entry.getKey();
      Parameter parameter = entry.getValue();
      if (!parameter.isInitialized()) {
        throw new IllegalArgumentException(
            "The block must be initialized before it is pruned, but " + path + " is not.");
      }
      if (!parameter.requiresGradient()
          || !rules.isPrunable(path, parameter.getType(), parameter.getArray().getShape())) {
        continue;
      }
      String twin = pathsById.put(parameter.getId(), path);
      if (twin != null) {
        throw new IllegalArgumentException(
            "Shared parameters can't be pruned: " + twin + " and " + path + " are the same one.");
      }
      if (weights.put(path, parameter.getArray()) != null) {
        throw new IllegalArgumentException(
            "Two parameters of the block have the path " + path + ".");
      }
    }
    return require(weights, block.getParameters().keys());
  }

  static SortedMap<String, NDArray> of(Map<String, NDArray> given, PruningRules rules) {
    var weights = new TreeMap<>(given);
    weights.keySet().removeIf(path -> !rules.matches(path));
    return require(weights, given.keySet());
  }

  private static SortedMap<String, NDArray> require(
      SortedMap<String, NDArray> weights, Iterable<String> all) {
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
    return weights;
  }
}
