package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prunes groups of weights as a whole, which never grow back. */
final class GroupUpdate implements MaskUpdate {

  private final Scope scope;
  private final MaskedWeights layers;
  private final List<Layer> grouped = new ArrayList<>();

  /**
   * A layer's groups.
   *
   * @param begin the position of its first weight among all
   * @param groups the group of each weight
   * @param sizes the number of weights in each group
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Layer(int begin, int[] groups, int[] sizes) {

    /** Returns the mean of each group's elements in a vector over all weights. */
    double[] means(float[] flat) {
      double[] means = new double[sizes.length];
      for (int i = 0; i < groups.length; i++) {
        means[groups[i]] += flat[begin + i];
      }
      for (int i = 0; i < means.length; i++) {
        means[i] /= sizes[i];
      }
      return means;
    }
  }

  /** An active group: its layer, its number in the layer and its mean score. */
  private record Group(int layer, int number, double score) {}

  GroupUpdate(WeightGroups structure, Scope scope, MaskedWeights layers) {
    this.scope = scope;
    this.layers = layers;
    int begin = 0;
    for (Map.Entry<String, Shape> layer : layers.shapes().entrySet()) {
      int size = Math.toIntExact(layer.getValue().size());
      int[] given = structure.groupsOf(layer.getKey(), layer.getValue());
      requireGroups(given, size, layer.getKey());
      grouped.add(layer(begin, given));
      begin += size;
    }
  }

  private static void requireGroups(int[] given, int size, String path) {
    if (given == null || given.length != size || Arrays.stream(given).anyMatch(i -> i < 0)) {
      throw new IllegalArgumentException(
          "The structure must give a group of 0 or more for each of the "
              + size
              + " weights of "
              + path
              + ", but gave "
              + (given == null ? "nothing" : given.length + " numbers")
              + ".");
    }
  }

  private static Layer layer(int begin, int[] given) {
    Map<Integer, Integer> numbers = new LinkedHashMap<>();
    int[] groups = new int[given.length];
    for (int i = 0; i < given.length; i++) {
      Integer number = numbers.putIfAbsent(given[i], numbers.size());
      groups[i] = number == null ? numbers.size() - 1 : number;
    }
    int[] sizes = new int[numbers.size()];
    for (int group : groups) {
      sizes[group]++;
    }
    return new Layer(begin, groups, sizes);
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    float[] mask = layers.mask().toFloatArray();
    List<double[]> active = grouped.stream().map(layer -> layer.means(mask)).toList();
    long[] budgets = budgets(target, active);
    if (!fits(active, budgets)) {
      return false;
    }
    float[] saliencies = scores.saliencies().toFloatArray();
    List<Group> candidates = new ArrayList<>();
    int[] left = new int[grouped.size()];
    for (int i = 0; i < left.length; i++) {
      double[] means = grouped.get(i).means(saliencies);
      for (int j = 0; j < means.length; j++) {
        if (active.get(i)[j] > 0) {
          candidates.add(new Group(i, j, means[j]));
          left[i]++;
        }
      }
    }
    // The sort is stable: among equal scores the first in path order are pruned.
    candidates.sort(Comparator.comparingDouble(Group::score));
    for (Group group : candidates) {
      int pool = pool(group.layer);
      int cost = grouped.get(group.layer).sizes[group.number];
      if (budgets[pool] < cost) {
        budgets[pool] = 0;
      } else if (left[group.layer] > 1) {
        active.get(group.layer)[group.number] = 0;
        left[group.layer]--;
        budgets[pool] -= cost;
      }
    }
    keep(mask, active);
    return true;
  }

  private int pool(int layer) {
    return scope == Scope.GLOBAL ? 0 : layer;
  }

  /** Returns whether any active group is small enough to be pruned. */
  private boolean fits(List<double[]> active, long[] budgets) {
    for (int i = 0; i < grouped.size(); i++) {
      for (int j = 0; j < active.get(i).length; j++) {
        if (active.get(i)[j] > 0 && grouped.get(i).sizes[j] <= budgets[pool(i)]) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns how many more weights to prune: of all layers together, or of each. */
  private long[] budgets(double target, List<double[]> active) {
    long[] budgets = new long[scope == Scope.GLOBAL ? 1 : grouped.size()];
    double[] targets = scope.layerTargets(target, List.copyOf(layers.shapes().values()));
    long total = 0;
    for (int i = 0; i < grouped.size(); i++) {
      Layer layer = grouped.get(i);
      total += layer.groups.length;
      for (int j = 0; j < layer.sizes.length; j++) {
        budgets[pool(i)] -= active.get(i)[j] > 0 ? 0 : layer.sizes[j];
      }
      if (scope != Scope.GLOBAL) {
        budgets[i] += (long) Math.floor(targets[i] * layer.groups.length);
      }
    }
    if (scope == Scope.GLOBAL) {
      budgets[0] += (long) Math.floor(target * total);
    }
    return budgets;
  }

  /** Sets the masks of all groups that aren't active to 0. */
  private void keep(float[] mask, List<double[]> active) {
    for (int i = 0; i < grouped.size(); i++) {
      Layer layer = grouped.get(i);
      for (int j = 0; j < layer.groups.length; j++) {
        mask[layer.begin + j] *= active.get(i)[layer.groups[j]] > 0 ? 1 : 0;
      }
    }
    layers.mask().muli(layers.mask().getManager().create(mask));
    layers.count();
  }
}
