package org.synprune.jobs.train.batches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Gathers windows of a series into batches, when they are needed: one batch at a time for some
 * networks, each in an order of its own.
 */
public sealed interface BatchSource permits HostBatches, DeviceBatches {

  /**
   * One batch of each network.
   *
   * @param inputs {@code [networks, ...]} in the {@link WindowForm}
   * @param labels scaled targets, {@code [networks, windows, horizon]}
   */
  record Batch(NDArray inputs, NDArray labels) {}

  /**
   * Sets the order of the windows of the next epoch.
   *
   * @param targets rows of the first step forecast, one array for each network, of the same length;
   *     may change once the epoch is over
   */
  void order(int[][] targets);

  /**
   * Gathers a batch.
   *
   * @param manager owns the arrays, which are valid until the next batch is gathered
   * @param from first place in the order to take
   * @param until first place to leave
   * @return the windows before those rows, and the labels there and at the rows behind
   */
  Batch gather(NDManager manager, int from, int until);
}
