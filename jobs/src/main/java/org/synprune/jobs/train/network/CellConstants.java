package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;

/**
 * Numbers as arrays on the networks' device: made once, as the engine would make a plain number one
 * on each use.
 */
record CellConstants(NDArray one, NDArray two, NDArray four) {

  /** Turns {@code sigmoid(2x)} into {@code tanh(x)}, in place. */
  NDArray tanhOfSigmoid(NDArray sigmoid) {
    return sigmoid.muli(two).subi(one);
  }
}
