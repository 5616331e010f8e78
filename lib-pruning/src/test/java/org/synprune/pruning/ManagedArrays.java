package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;

/** Tests on arrays that are closed after each test. */
abstract class ManagedArrays {

  final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** A matrix of one row. */
  final NDArray row(float... values) {
    return manager.create(values, new Shape(1, values.length));
  }

  /** A pruner by the paper's rules that goes to its sparsity at the first batch and keeps it. */
  static SynapticPrunerBuilder everyBatch(double sparsity) {
    return SynapticPruner.builder()
        .optPreset(Preset.PAPER)
        .optSchedule(SparsitySchedule.constant(sparsity))
        .optUpdateEvery(1);
  }
}
