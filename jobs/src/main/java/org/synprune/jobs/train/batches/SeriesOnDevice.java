package org.synprune.jobs.train.batches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.series.Anchor;
import org.synprune.jobs.series.Series;

/**
 * A series as it lies on a device.
 *
 * @param rows scaled features, {@code [rows, features]}
 * @param rowsAndOne the same with a column of ones behind
 * @param target scaled targets, {@code [rows]}
 * @param anchored 1 for each column that is relative to the last known target, else 0, and a 0
 *     behind, {@code [features + 1]}; null if none is
 */
public record SeriesOnDevice(
    NDArray rows, NDArray rowsAndOne, NDArray target, @Nullable NDArray anchored) {

  /**
   * Uploads a series.
   *
   * @param series the series
   * @param manager owns the arrays, on the device
   * @return the arrays
   */
  public static SeriesOnDevice of(Series series, NDManager manager) {
    int count = series.info().rows();
    NDArray rows = manager.create(series.features(), new Shape(count, series.width()));
    try (NDArray ones = manager.ones(new Shape(count, 1))) {
      return new SeriesOnDevice(
          rows,
          rows.concat(ones, 1),
          manager.create(series.target(), new Shape(count)),
          anchored(series, manager));
    }
  }

  private static @Nullable NDArray anchored(Series series, NDManager manager) {
    Anchor anchor = Anchor.of(series.info());
    if (anchor.isNone()) {
      return null;
    }
    float[] flags = new float[series.width() + 1];
    for (int column : anchor.columns()) {
      flags[column] = 1;
    }
    return manager.create(flags);
  }
}
