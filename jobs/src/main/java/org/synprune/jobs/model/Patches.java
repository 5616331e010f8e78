package org.synprune.jobs.model;

/**
 * How the transformer cuts a window into patches, as the paper's script does.
 *
 * @param rows rows of a patch
 * @param count patches of a window; the last one may reach beyond it and repeats the last row
 */
public record Patches(int rows, int count) {

  /**
   * The patches of a window.
   *
   * @param lookback rows of the window
   * @return patches of 1, 2, 3 or 4 rows for lookbacks up to 7, 14, 30 and more
   */
  public static Patches of(int lookback) {
    int rows = 4;
    if (lookback <= 7) {
      rows = 1;
    } else if (lookback <= 14) {
      rows = 2;
    } else if (lookback <= 30) {
      rows = 3;
    }
    return new Patches(rows, (lookback + rows - 1) / rows);
  }

  /**
   * Rows of all patches.
   *
   * @return the lookback or a few rows more
   */
  public int steps() {
    return rows * count;
  }
}
