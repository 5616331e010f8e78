package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;

/** Watches a training from inside, so that it can be held against another implementation. */
@FunctionalInterface
public interface StepObserver {

  /** Looks away. */
  StepObserver NONE = (loss, gradient, weights, pruning) -> {};

  /**
   * Called after each step, once the masks are applied. Must not change what it is shown.
   *
   * @param loss the batch's loss, before the step
   * @param gradient of all parameters in the layout of the tests' {@code FlatParameters}; valid in
   *     this call
   * @param weights all parameters after the step, in the same layout
   * @param pruning with the masks after the step
   */
  void afterStep(double loss, NDArray gradient, NDArray weights, PruningArm pruning);
}
