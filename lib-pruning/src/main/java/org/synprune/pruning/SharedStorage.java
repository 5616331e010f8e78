package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds parameters that are one array: changing one changes the other. */
final class SharedStorage {

  private SharedStorage() {}

  /**
   * Looks for two arrays of which at least one is prunable. Parameters of DJL's own blocks are the
   * same object then; those of a TorchScript model are two objects with one memory, which shows
   * when a number of one is changed for a moment.
   *
   * @param arrays all arrays by path
   * @param prunable paths of those that are to be pruned
   * @return the paths of two, empty if there are none
   */
  static Optional<Pair<String, String>> find(
      List<Pair<String, NDArray>> arrays, Set<String> prunable) {
    var pathsByArray = new HashMap<String, String>();
    Map<Shape, List<Pair<String, NDArray>>> alike = new LinkedHashMap<>();
    for (Pair<String, NDArray> entry : arrays) {
      String path = entry.getKey();
      String twin = pathsByArray.put(entry.getValue().getUid(), path);
      if (twin != null && (prunable.contains(path) || prunable.contains(twin))) {
        return Optional.of(new Pair<>(twin, path));
      }
      if (entry.getValue().getDataType() == DataType.FLOAT32 && entry.getValue().size() > 0) {
        alike.computeIfAbsent(entry.getValue().getShape(), s -> new ArrayList<>()).add(entry);
      }
    }
    for (List<Pair<String, NDArray>> group : alike.values()) {
      if (group.size() > 1 && group.stream().anyMatch(one -> prunable.contains(one.getKey()))) {
        Optional<Pair<String, String>> found = among(group, prunable);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Looks among arrays of one shape: those that share memory begin with the same number. */
  private static Optional<Pair<String, String>> among(
      List<Pair<String, NDArray>> group, Set<String> prunable) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Map<Integer, List<Pair<String, NDArray>>> sameStart = new LinkedHashMap<>();
      for (Pair<String, NDArray> one : group) {
        sameStart.computeIfAbsent(first(one.getValue()), bits -> new ArrayList<>()).add(one);
      }
      for (List<Pair<String, NDArray>> same : sameStart.values()) {
        for (int i = 0; i + 1 < same.size(); i++) {
          Pair<String, NDArray> one = same.get(i);
          for (Pair<String, NDArray> other : same.subList(i + 1, same.size())) {
            if ((prunable.contains(one.getKey()) || prunable.contains(other.getKey()))
                && areOne(one.getValue(), other.getValue())) {
              return Optional.of(new Pair<>(one.getKey(), other.getKey()));
            }
          }
        }
      }
      return Optional.empty();
    }
  }

  private static boolean areOne(NDArray one, NDArray other) {
    if (!one.getDevice().equals(other.getDevice())) {
      return false;
    }
    NDArray alias = one.stopGradient();
    NDManager manager = alias.getManager();
    NDIndex index = start(one);
    float before = Float.intBitsToFloat(first(one));
    alias.set(index, manager.create(before == 1 ? 2f : 1f));
    int seen = first(other);
    alias.set(index, manager.create(before));
    return seen != Float.floatToRawIntBits(before);
  }

  private static int first(NDArray array) {
    return Float.floatToRawIntBits(array.stopGradient().get(start(array)).getFloat());
  }

  private static NDIndex start(NDArray array) {
    NDIndex index = new NDIndex();
    for (int i = 0; i < array.getShape().dimension(); i++) {
      index.addIndices(0);
    }
    return index;
  }
}
