package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;

/**
 * A structure of your own: weights of a layer that are pruned together, such as blocks of a matrix.
 *
 * <p>A group is scored by the mean score of its weights. A target is a share of the weights; as
 * many whole groups are pruned as fit in it. The last group of a layer is never pruned. Groups may
 * differ in size; each layer has its own.
 *
 * <pre>{@code
 * WeightGroups rows = (path, shape) -> {
 *   int[] groups = new int[(int) shape.size()];
 *   int inputs = groups.length / (int) shape.get(0);
 *   Arrays.setAll(groups, i -> i / inputs);
 *   return groups;
 * };
 * }</pre>
 */
@FunctionalInterface
public non-sealed interface WeightGroups extends Structure {

  /**
   * Assigns the weights of a layer to groups. Called once for each prunable layer when a training
   * begins.
   *
   * @param path the layer's path in the block
   * @param shape the layer's shape
   * @return for each weight, row-major, the number of its group, 0 or more; numbers may be left out
   * @throws IllegalArgumentException if such a layer can't be grouped; the message goes to the user
   */
  int[] groupsOf(String path, Shape shape);
}
