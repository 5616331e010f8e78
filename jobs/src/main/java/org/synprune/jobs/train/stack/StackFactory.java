package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.network.StackedNetwork;

/** Makes what is bound to arrays of a certain size: networks of one shape, and batches for them. */
interface StackFactory {

  /**
   * Binds networks to weights.
   *
   * @param rows weights, one row a network; the networks' arrays are closed with its manager
   * @return the networks
   */
  StackedNetwork network(NDArray rows);

  /**
   * Makes a source of batches in the networks' form.
   *
   * @param manager owns what the source holds
   * @return a source
   */
  BatchSource batches(NDManager manager);
}
