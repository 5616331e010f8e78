package org.synprune.pruning;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses groups of weights to prune: those of the smallest scores, as many as fit into what the
 * pool of their layer has left. A layer keeps at least one.
 */
final class GroupChoice {

  /**
   * An active group.
   *
   * @param layer its layer
   * @param number its number in the layer
   * @param score its mean score
   * @param size how many weights it has
   */
  record Group(int layer, int number, double score, long size) {}

  /** The pool of each layer; -1 for one that isn't trained at the moment. */
  private final int[] poolOf;

  /** How many more weights each pool is to prune. */
  private final long[] budgets;

  /** How many more groups each layer can spare. */
  private final long[] spare;

  private GroupChoice(int[] poolOf, long[] budgets, long[] spare) {
    this.poolOf = poolOf;
    this.budgets = budgets;
    this.spare = spare;
  }

  /**
   * Starts a choice.
   *
   * @param rules the rules
   * @param pools the numbers of layers that share a target
   * @param sizes weights of each layer
   * @param groups groups of each layer
   * @param active those groups of each layer that are active
   * @param pruned pruned weights of each layer
   * @return the choice
   */
  static GroupChoice of(
      PruningRules rules,
      List<Pool<Integer>> pools,
      long[] sizes,
      long[] groups,
      long[] active,
      long[] pruned) {
    int[] poolOf = new int[sizes.length];
    Arrays.fill(poolOf, -1);
    long[] budgets = new long[pools.size()];
    for (int i = 0; i < budgets.length; i++) {
      long size = 0;
      for (int layer : pools.get(i).layers()) {
        poolOf[layer] = i;
        size += sizes[layer];
        budgets[i] -= pruned[layer];
      }
      budgets[i] += (long) Math.floor(pools.get(i).target() * size);
    }
    long[] spare = new long[sizes.length];
    for (int layer = 0; layer < spare.length; layer++) {
      spare[layer] = active[layer] - Math.max(1, rules.leastActive(groups[layer]));
    }
    return new GroupChoice(poolOf, budgets, spare);
  }

  /** Returns whether a group of this size could be pruned. */
  boolean fits(int layer, long size) {
    return poolOf[layer] >= 0 && size <= budgets[poolOf[layer]];
  }

  /**
   * Chooses.
   *
   * @param groups the active groups; of equal scores the first are pruned
   * @return those to be pruned
   */
  List<Group> choose(List<Group> groups) {
    return groups.stream()
        .filter(group -> poolOf[group.layer] >= 0)
        .sorted(Comparator.comparingDouble(Group::score))
        .filter(this::take)
        .toList();
  }

  private boolean take(Group group) {
    int pool = poolOf[group.layer];
    if (budgets[pool] < group.size) {
      // Nor any that scores higher, though it may be smaller.
      budgets[pool] = 0;
      return false;
    }
    if (spare[group.layer] <= 0) {
      return false;
    }
    spare[group.layer]--;
    budgets[pool] -= group.size;
    return true;
  }
}
