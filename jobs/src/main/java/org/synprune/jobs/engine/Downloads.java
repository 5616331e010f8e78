package org.synprune.jobs.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Brings numbers to main memory. DJL keeps the copy that it makes of an array on a GPU, or of one
 * whose numbers don't lie one after another, until the array's manager is closed; here it goes at
 * once. The caller waits until the device has computed the array.
 */
public final class Downloads {

  private Downloads() {}

  /**
   * Brings an array's numbers.
   *
   * @param array of float32, on any device; stays open
   * @return its numbers, row by row
   */
  public static float[] floats(NDArray array) {
    try (NDManager scope = array.getManager().newSubManager()) {
      NDArray view = array.reshape(array.getShape());
      view.attach(scope);
      return view.toFloatArray();
    }
  }
}
