package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;

/** A network of two layers, and what its weights are. */
final class SmallNetwork {

  private SmallNetwork() {}

  /** Makes one that has no weights yet. */
  static Block create() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(8).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(2).build());
  }

  /** A weight of it, row by row. */
  static float[] weights(Block block, String path) {
    return block.getParameters().get(path).getArray().toFloatArray();
  }

  /** That exactly what a mask prunes is 0. */
  static void assertZeroWherePruned(Block block, Masks masks) {
    for (String path : masks.paths()) {
      float[] values = weights(block, path);
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i] == 0).isEqualTo(!masks.isActive(path, i));
      }
    }
  }
}
