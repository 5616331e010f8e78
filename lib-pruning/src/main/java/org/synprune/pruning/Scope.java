package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/** How a target sparsity is shared among the layers. */
public enum Scope {
  /** All weights of all layers compete with each other (the paper, section 3.2.3). */
  GLOBAL,
  /** Every layer gets the same sparsity; weights compete within their layer. */
  UNIFORM,
  /**
   * Each layer's density is proportional to the sum of its dimensions divided by their product, and
   * the total has the target sparsity (Erdős-Rényi kernel: Mocanu et al. 2018, Evci et al. 2020).
   * Small layers stay denser; no density exceeds 1.
   */
  ERK;

  /** Returns each layer's target sparsity; meaningless for {@link #GLOBAL}. */
  double[] layerTargets(double sparsity, List<Shape> shapes) {
    double[] targets = new double[shapes.size()];
    Arrays.fill(targets, sparsity);
    return this == ERK ? erdosRenyi(sparsity, shapes) : targets;
  }

  private static double[] erdosRenyi(double sparsity, List<Shape> shapes) {
    int layers = shapes.size();
    // Integers, so that the result doesn't depend on the order of the layers.
    long[] sizes = shapes.stream().mapToLong(Shape::size).toArray();
    long[] sums = shapes.stream().mapToLong(one -> Arrays.stream(one.getShape()).sum()).toArray();
    double keep = (1 - sparsity) * Arrays.stream(sizes).sum();
    boolean[] dense = new boolean[layers];
    double scale = 0;
    boolean settled = false;
    while (!settled) {
      long given = 0;
      long demand = 0;
      for (int i = 0; i < layers; i++) {
        given += dense[i] ? sizes[i] : 0;
        demand += dense[i] ? 0 : sums[i];
      }
      scale = demand > 0 ? Math.max(0, keep - given) / demand : 0;
      settled = true;
      for (int i = 0; i < layers; i++) {
        if (!dense[i] && scale * sums[i] >= sizes[i]) {
          dense[i] = true;
          settled = false;
        }
      }
    }
    double[] targets = new double[layers];
    for (int i = 0; i < layers; i++) {
      targets[i] = dense[i] ? 0 : 1 - scale * sums[i] / sizes[i];
    }
    return targets;
  }
}
