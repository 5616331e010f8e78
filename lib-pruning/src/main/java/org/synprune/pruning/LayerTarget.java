package org.synprune.pruning;

/**
 * A last sparsity of some layers that differs from the schedule's.
 *
 * @param pattern matches the layers' paths
 * @param sparsity the sparsity at the schedule's end, in [0, 1)
 */
record LayerTarget(PathPattern pattern, double sparsity) {

  LayerTarget {
    BuiltInSchedules.requireSparsity(sparsity, "The target of " + pattern);
  }
}
