package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.synprune.jobs.model.patchtst.ForecasterDropout;
import org.synprune.pruning.dropout.McDropout;

/**
 * The dropout of a single network that is a block: what a {@link McDropout} makes of ones. All
 * places of the network have the same rate and draw from the same generator, so one block serves
 * them all.
 *
 * @param dropout the network's dropout
 * @param store of the pass
 * @param any whether the pass drops anything
 */
record BlockDropout(McDropout dropout, ParameterStore store, boolean any)
    implements ForecasterDropout {

  /**
   * The dropout of a pass.
   *
   * @param spec the network's shape
   * @param dropout the network's dropout
   * @param store of the pass
   * @param training whether the pass is one of training
   * @return its dropout
   */
  static BlockDropout of(
      ForecasterSpec spec, McDropout dropout, ParameterStore store, boolean training) {
    boolean any = spec.dropoutRate() > 0 && (training || spec.dropoutAtInference());
    return new BlockDropout(dropout, store, any);
  }

  @Override
  public NDArray factors(NDManager manager, Shape shape) {
    try (NDArray ones = manager.ones(new Shape(1).addAll(shape))) {
      return dropout.forward(store, new NDList(ones), true).singletonOrThrow();
    }
  }

  @Override
  public boolean learns() {
    return false;
  }
}
