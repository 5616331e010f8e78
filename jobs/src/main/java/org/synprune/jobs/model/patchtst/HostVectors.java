package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * The short parameters of networks side by side (biases, scales, shifts), read straight from the
 * memory of their rows.
 *
 * @param rows weights, {@code [networks, parameters]}, in main memory
 * @param starts where each parameter begins in a row, by path
 */
public record HostVectors(NDArray rows, Map<String, Integer> starts) {

  /** Copies the places. */
  public HostVectors {
    starts = Map.copyOf(starts);
  }

  FloatBuffer memory() {
    return rows.toByteBuffer(true).asFloatBuffer();
  }

  /**
   * Reads a parameter, again and again.
   *
   * @param memory of the rows
   * @param path the parameter
   * @param network whose
   * @param width its length
   * @param tiled takes it as often as it fits
   */
  void tile(FloatBuffer memory, String path, int network, int width, float[] tiled) {
    int columns = Math.toIntExact(rows.getShape().get(1));
    memory.get(network * columns + starts.get(path), tiled, 0, width);
    repeat(tiled, width);
  }

  private static void repeat(float[] tiled, int width) {
    for (int filled = width; filled < tiled.length; ) {
      int n = Math.min(filled, tiled.length - filled);
      System.arraycopy(tiled, 0, tiled, filled, n);
      filled += n;
    }
  }

  /**
   * Adds up what {@link #tile} would have repeated.
   *
   * @param tiled sums; are set to 0
   * @param width the parameter's length
   * @param to takes the sums
   * @param at where they begin there
   */
  static void fold(float[] tiled, int width, float[] to, int at) {
    for (int from = 0; from + width <= tiled.length; from += width) {
      for (int i = 0; i < width; i++) {
        to[at + i] += tiled[from + i];
      }
    }
    Arrays.fill(tiled, 0);
  }
}
