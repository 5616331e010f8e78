package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * A block of a sequence, with one array in and one out.
 *
 * @param name where it stands, for messages
 * @param block the block
 * @param input the shape of what goes in, the first dimension being the batch
 */
record BlockStep(String name, Block block, Shape input) {

  boolean hasParameters() {
    return !block.getParameters().isEmpty();
  }

  /** Returns its output in inference. */
  NDArray forward(NDArray x) {
    ParameterStore store = new ParameterStore(x.getManager(), false);
    return block.forward(store, new NDList(x), false).singletonOrThrow();
  }

  /** Returns its only weight, or the only parameter of another type; null if there is none. */
  @org.jspecify.annotations.Nullable
  Parameter own(Parameter.Type type) {
    return block.getDirectParameters().values().stream()
        .filter(one -> one.getType() == type)
        .findFirst()
        .orElse(null);
  }
}
