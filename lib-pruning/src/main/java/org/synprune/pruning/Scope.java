package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/** How a target sparsity is shared among the layers. */
public enum Scope {
  /** All weights compete with each other, wherever they are (the paper, section 3.2.3). */
  GLOBAL,
  /** Every layer gets the target; its weights compete among themselves. */
  UNIFORM,
  /**
   * Every layer gets a density in proportion to the sum of its dimensions over their product, such
   * that the total is the target (Erdős-Rényi-kernel: Mocanu et al. 2018, Evci et al. 2020). Small
   * layers stay denser; no layer's density exceeds 1.
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
    double[] raw = new double[layers];
    double keep = 0;
    for (int i = 0; i < layers; i++) {
      double sum = Arrays.stream(shapes.get(i).getShape()).sum();
      raw[i] = sum / shapes.get(i).size();
      keep += (1 - sparsity) * shapes.get(i).size();
    }
    boolean[] dense = new boolean[layers];
    double scale = 0;
    boolean settled = false;
    while (!settled) {
      double budget = keep;
      double demand = 0;
      for (int i = 0; i < layers; i++) {
        double size = shapes.get(i).size();
        budget -= dense[i] ? size : 0;
        demand += dense[i] ? 0 : raw[i] * size;
      }
      scale = demand > 0 ? Math.max(0, budget) / demand : 0;
      settled = true;
      for (int i = 0; i < layers; i++) {
        if (!dense[i] && scale * raw[i] >= 1) {
          dense[i] = true;
          settled = false;
        }
      }
    }
    double[] targets = new double[layers];
    for (int i = 0; i < layers; i++) {
      targets[i] = dense[i] ? 0 : 1 - scale * raw[i];
    }
    return targets;
  }
}
