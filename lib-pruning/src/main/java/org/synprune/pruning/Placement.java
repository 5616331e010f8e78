package org.synprune.pruning;

import ai.djl.Device;

/** Where masks are updated. A matter of speed: the same weights are pruned in both places. */
public enum Placement {

  /** By Java, in main memory, which must hold the weights. */
  HOST,

  /** By operations of the engine, on the device that holds the weights: no weight leaves it. */
  DEVICE;

  /**
   * Returns where a session works if nothing else is said.
   *
   * @param device the device that holds the weights
   * @return {@link #HOST} for main memory, else {@link #DEVICE}
   */
  public static Placement of(Device device) {
    return device.isGpu() ? DEVICE : HOST;
  }
}
