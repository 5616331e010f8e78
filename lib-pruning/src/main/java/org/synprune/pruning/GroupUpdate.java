package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Prunes groups of weights as a whole, which never grow back. */
final class GroupUpdate implements MaskUpdate {

  private final PruningRules rules;
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

  GroupUpdate(WeightGroups structure, PruningRules rules, MaskedWeights layers) {
    this.rules = rules;
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
    GroupChoice choice = choice(target, active);
    if (!anyFits(active, choice)) {
      return false;
    }
    float[] saliencies = scores.saliencies().toFloatArray();
    List<GroupChoice.Group> candidates = new ArrayList<>();
    for (int i = 0; i < grouped.size(); i++) {
      double[] means = grouped.get(i).means(saliencies);
      for (int j = 0; j < means.length; j++) {
        if (active.get(i)[j] > 0) {
          candidates.add(new GroupChoice.Group(i, j, means[j], grouped.get(i).sizes[j]));
        }
      }
    }
    choice.choose(candidates).forEach(group -> active.get(group.layer())[group.number()] = 0);
    keep(mask, active);
    return true;
  }

  /** Returns whether any active group is small enough to be pruned. */
  private boolean anyFits(List<double[]> active, GroupChoice choice) {
    for (int i = 0; i < grouped.size(); i++) {
      for (int j = 0; j < active.get(i).length; j++) {
        if (active.get(i)[j] > 0 && choice.fits(i, grouped.get(i).sizes[j])) {
          return true;
        }
      }
    }
    return false;
  }

  private GroupChoice choice(double target, List<double[]> active) {
    int count = grouped.size();
    long[] sizes = new long[count];
    long[] groups = new long[count];
    long[] left = new long[count];
    long[] pruned = new long[count];
    for (int i = 0; i < count; i++) {
      Layer layer = grouped.get(i);
      sizes[i] = layer.groups.length;
      groups[i] = layer.sizes.length;
      for (int j = 0; j < layer.sizes.length; j++) {
        left[i] += active.get(i)[j] > 0 ? 1 : 0;
        pruned[i] += active.get(i)[j] > 0 ? 0 : layer.sizes[j];
      }
    }
    List<MaskedLayer> all = layers.list();
    List<Integer> trained =
        IntStream.range(0, count).filter(i -> !all.get(i).frozen).boxed().toList();
    List<Pool<Integer>> pools =
        Pool.of(rules, target, trained, i -> all.get(i).path, i -> all.get(i).shape);
    return GroupChoice.of(rules, pools, sizes, groups, left, pruned);
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
