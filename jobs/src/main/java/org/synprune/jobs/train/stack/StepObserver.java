package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;

/** Sees every step of a training, so that it can be compared with another implementation. */
@FunctionalInterface
public interface StepObserver {

  /** Does nothing. */
  StepObserver NONE = (loss, gradient, weights, pruning) -> {};

  /**
   * Called after each step, once the masks are applied. Must not change what it is shown.
   *
   * @param loss the batch's loss, before the step
   * @param gradient of all parameters in the order in which the network declares them, {@code
   *     [parameters]}; valid in this call
   * @param weights all parameters after the step, in the same order
   * @param pruning with the masks after the step
   */
  void afterStep(double loss, NDArray gradient, NDArray weights, PruningArm pruning);
}
