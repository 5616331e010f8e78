package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import java.util.function.Consumer;

/** Delegates to another optimizer and reports each parameter that was updated. */
final class MaskingOptimizer extends Optimizer {

  private final Optimizer delegate;
  private final Consumer<String> afterUpdate;

  MaskingOptimizer(Optimizer delegate, Consumer<String> afterUpdate) {
    super(new NoOptions());
    this.delegate = delegate;
    this.afterUpdate = afterUpdate;
  }

  @Override
  public void update(String parameterId, NDArray weight, NDArray grad) {
    delegate.update(parameterId, weight, grad);
    afterUpdate.accept(parameterId);
  }

  private static final class NoOptions extends OptimizerBuilder<NoOptions> {
    @Override
    protected NoOptions self() {
      return this;
    }
  }
}
