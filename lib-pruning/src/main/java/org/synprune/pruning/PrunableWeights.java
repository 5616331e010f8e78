package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The weights that a pruner prunes. The factory methods refuse weights that can't be pruned.
 *
 * @param byPath the weights; equal scores are pruned in this order
 * @param flat the vector that the weights are views of, one after another; null if they are
 *     separate arrays
 * @param mask the caller's array for their masks, of the vector's shape; null if the session is to
 *     make one
 */
record PrunableWeights(
    Map<String, NDArray> byPath, @Nullable NDArray flat, @Nullable NDArray mask) {

  /** Returns a block's prunable parameters that are trained. */
  static PrunableWeights ofBlock(Block block, PruningRules rules) {
    return ofBlock(block, rules, (path, parameter) -> parameter.requiresGradient());
  }

  /** Returns a block's prunable parameters, also frozen ones. */
  static PrunableWeights withFrozen(Block block, PruningRules rules) {
    return ofBlock(block, rules, (path, parameter) -> true);
  }

  /** Returns some of a block's prunable parameters. */
  static PrunableWeights ofPaths(Block block, PruningRules rules, Set<String> paths) {
    return ofBlock(block, rules, (path, parameter) -> paths.contains(path));
  }

  private static PrunableWeights ofBlock(
      Block block, PruningRules rules, BiPredicate<String, Parameter> chosen) {
    ParameterList parameters = block.getParameters();
    SortedMap<String, Parameter> prunable = prunable(block, rules);
    var weights = new TreeMap<String, NDArray>();
    prunable.forEach(
        (path, parameter) -> {
          if (chosen.test(path, parameter)) {
            weights.put(path, parameter.getArray());
          }
        });
    var arrays = new ArrayList<Pair<String, NDArray>>();
    parameters.forEach(p -> arrays.add(new Pair<>(p.getKey(), p.getValue().getArray())));
    requireUnshared(arrays, weights.keySet());
    return require(weights, parameters.keys());
  }

  /**
   * Returns a block's prunable parameters by path, frozen ones too.
   *
   * @throws IllegalArgumentException if one isn't initialized, two have one path, a pattern of the
   *     rules matches none, or one can't have the rules' structure
   */
  static SortedMap<String, Parameter> prunable(Block block, PruningRules rules) {
    var candidates = new ArrayList<String>();
    var prunable = new TreeMap<String, Parameter>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      String path = entry.getKey();
      Parameter parameter = entry.getValue();
      if (!parameter.isInitialized()) {
        throw new IllegalArgumentException(
            "The block must be initialized before it is pruned, but " + path + " isn't.");
      }
      Shape shape = parameter.getArray().getShape();
      if (rules.preset().prunes(parameter.getType(), shape.dimension())) {
        candidates.add(path);
      }
      if (rules.isPrunable(path, parameter.getType(), shape)
          && prunable.put(path, parameter) != null) {
        throw new IllegalArgumentException(
            "Two parameters of the block have the path " + path + ".");
      }
    }
    rules.filter().requireUsed(candidates, block.getParameters().keys());
    rules.targets().forEach(own -> LayerFilter.requireUsed(own.pattern(), prunable.keySet()));
    if (rules.structure() instanceof BuiltInStructures.Neurons) {
      if (rules.filter().includes().isEmpty()) {
        prunable.keySet().removeAll(NeuronLayers.neverByDefault(block, candidates));
      }
      NeuronLayers.requireRows(block, prunable);
    }
    return prunable;
  }

  /** Refuses prunable parameters that the block has under a second path. */
  private static void requireUnshared(List<Pair<String, NDArray>> arrays, Set<String> prunable) {
    SharedStorage.find(arrays, prunable)
        .ifPresent(
            pair -> {
              throw new IllegalArgumentException(
                  "Shared parameters can't be pruned: "
                      + pair.getKey()
                      + " and "
                      + pair.getValue()
                      + " are the same array.");
            });
  }

  /** Returns those of the given weights whose paths match the patterns. */
  static PrunableWeights ofArrays(Map<String, NDArray> given, PruningRules rules) {
    if (given.isEmpty()) {
      throw new IllegalArgumentException("There is nothing to prune: no weights were given.");
    }
    rules.filter().requireUsed(given.keySet(), given.keySet());
    var weights = new TreeMap<>(given);
    weights.keySet().removeIf(path -> !rules.matches(path));
    var arrays = new ArrayList<Pair<String, NDArray>>();
    new TreeMap<>(given).forEach((path, array) -> arrays.add(new Pair<>(path, array)));
    requireUnshared(arrays, weights.keySet());
    return require(weights, given.keySet());
  }

  /** Returns the layers that lie one after another in a vector; the mask may be null. */
  static PrunableWeights ofFlatArray(
      NDArray flat, @Nullable NDArray mask, Map<String, Shape> layers, PruningRules rules) {
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
    for (String path : layers.keySet()) {
      if (!rules.matches(path)) {
        throw new IllegalArgumentException(
            "All layers of one array are pruned, but a pattern of the pruner excludes "
                + path
                + ".");
      }
    }
    if (mask != null) {
      requireMask(mask, flat);
    }
    var weights = new LinkedHashMap<String, NDArray>();
    long begin = 0;
    for (Map.Entry<String, Shape> layer : layers.entrySet()) {
      long end = begin + layer.getValue().size();
      try (NDArray part = flat.get(new NDIndex("{}:{}", begin, end))) {
        weights.put(layer.getKey(), part.reshape(layer.getValue()));
      }
      begin = end;
    }
    return new PrunableWeights(weights, flat, mask);
  }

  /** Returns an alias of the caller's array for masks, or an array with every weight active. */
  NDArray maskIn(NDManager manager) {
    if (mask == null) {
      return manager.ones(new Shape(byPath.values().stream().mapToLong(NDArray::size).sum()));
    }
    NDArray alias = mask.stopGradient();
    alias.attach(manager);
    return alias;
  }

  private static void requireMask(NDArray mask, NDArray weights) {
    if (!mask.getShape().equals(weights.getShape())
        || mask.getDataType() != DataType.FLOAT32
        || !mask.getDevice().equals(weights.getDevice())) {
      throw new IllegalArgumentException(
          "The mask must be a float32 vector as long as the weights and on their device, but is "
              + mask.getDataType()
              + " of shape "
              + mask.getShape()
              + " on "
              + mask.getDevice()
              + ".");
    }
  }

  private static PrunableWeights require(SortedMap<String, NDArray> weights, Iterable<String> all) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException(
          all.iterator().hasNext()
              ? "None of these parameters can be pruned, or none of those that can is trained: "
                  + all
                  + "."
              : "There is nothing to prune: the block has no parameters.");
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
                "All weights must be on one device, but "
                    + path
                    + " is on "
                    + weight.getDevice()
                    + " and others on "
                    + device
                    + ".");
          }
        });
    return new PrunableWeights(weights, null, null);
  }
}
