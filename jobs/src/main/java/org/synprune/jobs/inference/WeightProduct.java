package org.synprune.jobs.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Patches;
import org.synprune.pruning.CsrMatrix;

/**
 * The product of one weight matrix and activations: dense with the engine, sparse with {@link
 * CsrMatrix}. The forward pass multiplies as often, but joins several matrices in one product. The
 * activations are made up; only their shape matters here.
 */
final class WeightProduct {

  private final NDArray transposed;
  private final NDArray activations;
  private final CsrMatrix csr;
  private final float[] block;
  private final float[] result;
  private final int vectors;
  private final int times;

  /**
   * Sets a product up.
   *
   * @param manager owns its arrays
   * @param weight {@code [outputs, inputs]}
   * @param csr the same weight without what is pruned
   * @param vectors vectors multiplied at once
   * @param times how often the forward pass does so
   */
  private WeightProduct(NDManager manager, NDArray weight, CsrMatrix csr, int vectors, int times) {
    this.csr = csr;
    this.vectors = vectors;
    this.times = times;
    int outputs = csr.rows();
    int inputs = csr.columns();
    transposed = weight.transpose();
    transposed.attach(manager);
    float[] rows = new float[vectors * inputs];
    block = new float[inputs * vectors];
    for (int vector = 0; vector < vectors; vector++) {
      for (int input = 0; input < inputs; input++) {
        float value = (vector * 7 + input) % 17 - 8;
        rows[vector * inputs + input] = value;
        block[input * vectors + vector] = value;
      }
    }
    result = new float[outputs * vectors];
    activations = manager.create(rows, new Shape(vectors, inputs));
  }

  /**
   * The product of a parameter in a network's forward pass.
   *
   * @param manager owns its arrays
   * @param setup the network
   * @param path the parameter's path
   * @param weight {@code [outputs, inputs]}
   * @param csr the same weight without what is pruned
   * @return the product
   */
  static WeightProduct of(
      NDManager manager, InferenceSetup setup, String path, NDArray weight, CsrMatrix csr) {
    ForecasterSpec spec = setup.spec();
    int batch = setup.batch();
    if (path.endsWith("head_weight")) {
      return new WeightProduct(manager, weight, csr, batch, 1);
    }
    if (path.endsWith("h2h_WEIGHT")) {
      // The first step has no state before it.
      return new WeightProduct(manager, weight, csr, batch, spec.lookback() - 1);
    }
    int positions = spec.lookback();
    if (spec.architecture().equals(Architecture.PATCHTST)) {
      positions = Patches.of(spec.lookback()).count();
      if (positions == 1 && (path.contains("query") || path.contains("key"))) {
        // A single patch attends to itself alone: its queries and keys aren't computed.
        return new WeightProduct(manager, weight, csr, batch, 0);
      }
    }
    return new WeightProduct(manager, weight, csr, batch * positions, 1);
  }

  /** Computes it with the engine. */
  void dense() {
    for (int i = 0; i < times; i++) {
      activations.matMul(transposed).close();
    }
  }

  /** Computes it with compressed sparse rows. */
  void sparse() {
    for (int i = 0; i < times; i++) {
      csr.multiply(block, vectors, result);
    }
  }

  /** What {@link #dense} computes: {@code [vectors, outputs]}, row-major. */
  float[] denseResult() {
    try (NDArray product = activations.matMul(transposed)) {
      return product.toFloatArray();
    }
  }

  /** What {@link #sparse} computes: {@code [outputs, vectors]}, row-major. */
  float[] sparseResult() {
    csr.multiply(block, vectors, result);
    return result.clone();
  }

  /** Vectors multiplied at once. */
  int vectors() {
    return vectors;
  }

  /** Multiplications of a forward pass with the weights that aren't pruned. */
  long multiplications() {
    return (long) csr.values().length * vectors * times;
  }
}
