package org.synprune.jobs.train.batches;

import java.util.Arrays;

/**
 * Batches of windows to be forecast. The engine multiplies a matrix of few rows in another way than
 * one of many, and takes the last numbers of an array one by one: so that a window's forecast is
 * the same bits whatever windows it is forecast with, batches are filled up to a multiple of {@link
 * #GRAIN}. For transformers that holds with whole vectors, 32 units or a multiple; with others it
 * is the same but for rounding.
 */
public final class WholeBatches {

  /** The most windows of a batch. */
  public static final int MOST = 512;

  /** What the number of windows of a batch is a multiple of. */
  public static final int GRAIN = 64;

  private WholeBatches() {}

  /**
   * Repeats the last window until the batches are full.
   *
   * @param windows target rows of one window or more
   * @return the same and as many more of the last as are missing to a multiple of {@link #GRAIN}
   */
  public static int[] filledUp(int[] windows) {
    int[] all = Arrays.copyOf(windows, filledUp(windows.length));
    Arrays.fill(all, windows.length, all.length, windows[windows.length - 1]);
    return all;
  }

  /**
   * How many windows whole batches have.
   *
   * @param windows how many there are
   * @return as many or more, a multiple of {@link #GRAIN}
   */
  public static int filledUp(int windows) {
    return (windows + GRAIN - 1) / GRAIN * GRAIN;
  }

  /**
   * Adds a pass's share to the mean forecasts; what fills up the batch is left out.
   *
   * @param means mean forecasts of all windows, those of a window side by side
   * @param from where the batch's first forecast is
   * @param pass the batch's forecasts
   * @param passes how many there are in all
   */
  public static void addShare(double[] means, int from, float[] pass, int passes) {
    int until = Math.min(means.length, from + pass.length);
    for (int i = from; i < until; i++) {
      means[i] += pass[i - from] / passes;
    }
  }
}
