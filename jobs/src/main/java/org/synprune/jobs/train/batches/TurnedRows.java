package org.synprune.jobs.train.batches;

/** Rows of the windows of a batch, with the windows as the last axis. */
@FunctionalInterface
public interface TurnedRows {

  /**
   * Lays out one row of each window of a network.
   *
   * @param network whose windows; for each step, networks are asked for in order
   * @param step which row of the windows
   * @param turned takes them, {@code [columns, windows]}; still holds what was laid out before
   */
  void turn(int network, int step, float[] turned);

  /**
   * Exchanges rows and columns.
   *
   * @param rows {@code [height, width]}
   * @param turned takes them, {@code [width, height]}
   * @param height rows
   * @param width columns
   */
  static void turn(float[] rows, float[] turned, int height, int width) {
    // Writes in order and reads across: a line that was read serves the next columns too.
    for (int j = 0; j < width; j++) {
      for (int i = 0; i < height; i++) {
        turned[j * height + i] = rows[i * width + j];
      }
    }
  }
}
