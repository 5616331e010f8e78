package org.synprune.jobs.extend;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place of a network where a dropout arm drops activations. Whoever runs the network says with
 * what they are multiplied; it is for one thread.
 */
public final class DropoutPlace extends AbstractBlock {

  private @Nullable Function<Shape, NDArray> factors;

  DropoutPlace() {}

  /**
   * Sets what is dropped from now on.
   *
   * @param drawn gives an array of the activations' shape to multiply them with; null to pass them
   *     on as they are
   */
  public void dropWith(@Nullable Function<Shape, NDArray> drawn) {
    factors = drawn;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (factors == null) {
      return inputs;
    }
    NDArray input = inputs.singletonOrThrow();
    return new NDList(input.mul(factors.apply(input.getShape())));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
