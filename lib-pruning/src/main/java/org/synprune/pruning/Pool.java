package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Layers that share a target: their weights, or groups of weights, compete with each other.
 *
 * @param <T> a layer
 * @param layers the layers, one or more
 * @param target their sparsity, in [0, 1)
 */
record Pool<T>(List<T> layers, double target) {

  /**
   * Shares a target among layers: first by the patterns of the rules, then by the scope.
   *
   * @param <T> a layer
   * @param rules the rules
   * @param target the schedule's sparsity
   * @param layers the layers
   * @param path a layer's path
   * @param shape a layer's shape
   * @return the pools; each layer is in one
   */
  static <T> List<Pool<T>> of(
      PruningRules rules,
      double target,
      List<T> layers,
      Function<T, String> path,
      Function<T, Shape> shape) {
    List<Pool<T>> pools = new ArrayList<>();
    List<T> rest = new ArrayList<>(layers);
    for (LayerTarget own : rules.targets()) {
      List<T> matching =
          rest.stream().filter(layer -> own.pattern().matches(path.apply(layer))).toList();
      rest.removeAll(matching);
      share(rules.scope(), rules.scaled(target, own), matching, shape, pools);
    }
    share(rules.scope(), target, rest, shape, pools);
    return pools;
  }

  private static <T> void share(
      Scope scope, double target, List<T> layers, Function<T, Shape> shape, List<Pool<T>> pools) {
    if (layers.isEmpty()) {
      return;
    }
    if (scope == Scope.GLOBAL) {
      pools.add(new Pool<>(List.copyOf(layers), target));
      return;
    }
    double[] targets = scope.layerTargets(target, layers.stream().map(shape).toList());
    for (int i = 0; i < targets.length; i++) {
      pools.add(new Pool<>(List.of(layers.get(i)), targets[i]));
    }
  }
}
