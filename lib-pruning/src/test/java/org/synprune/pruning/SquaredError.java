package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

/**
 * The mean squared error, of arrays alone. DJL's own multiplies with a number of Java's, whose
 * memory the garbage collector may free before the pass back reads it: trainings that should be the
 * same then differ now and then.
 */
final class SquaredError extends Loss {

  SquaredError() {
    super("squared error");
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray error = labels.singletonOrThrow().sub(predictions.singletonOrThrow());
    return error.square().mean();
  }
}
