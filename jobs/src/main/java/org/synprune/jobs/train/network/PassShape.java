package org.synprune.jobs.train.network;

/**
 * How the numbers of a recurrent pass lie in memory. A <em>block</em> is what one network has of
 * one unit's number for each window: {@code [units, windows]}.
 *
 * @param networks networks side by side
 * @param steps rows of a window
 * @param windows windows of a batch
 * @param units hidden units
 * @param columns features and the column of ones
 * @param gates rows of the weight matrices per hidden unit
 * @param remembered blocks that a network's step leaves for the way back
 */
record PassShape(
    int networks, int steps, int windows, int units, int columns, int gates, int remembered) {

  /** Numbers of a block. */
  int block() {
    return units * windows;
  }

  /** What a step is fed with: the state before it, and its inputs. */
  int rows() {
    return units + columns;
  }

  /**
   * Where a network's state begins in what a step is fed with, {@code [networks, rows, windows]}.
   */
  int state(int network) {
    return network * rows() * windows;
  }

  /** Where a network's inputs begin there. */
  int inputs(int network) {
    return state(network) + block();
  }

  /** Where a gate's block begins in {@code [networks, gates * units, windows]}. */
  int gate(int network, int gate) {
    return (network * gates + gate) * block();
  }

  /** Where a network's block begins in {@code [networks, units, windows]}. */
  int output(int network) {
    return network * block();
  }
}
