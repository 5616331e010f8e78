package org.synprune.jobs.series;

import java.io.Serializable;

/**
 * A prepared series: one row a time step, features and target scaled, ready to be cut into windows.
 *
 * <p>The arrays are held as given and never written to; a series is shared by many trainings.
 *
 * @param info what it is
 * @param features scaled model inputs, row-major {@code [rows x features]}
 * @param target scaled target at each row, {@code [rows]}
 * @param rawTarget target at each row in raw units, imputed where it was missing, {@code [rows]}
 * @param segment number of the gap-free run that each row belongs to, ascending, {@code [rows]}
 * @param observed whether the row's target was measured (not imputed), {@code [rows]}
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never compared: identity is the point
public record Series(
    SeriesInfo info,
    float[] features,
    float[] target,
    double[] rawTarget,
    int[] segment,
    boolean[] observed)
    implements Serializable {

  /** Validates the shapes. */
  public Series {
    int rows = info.rows();
    if (features.length != (long) rows * info.features().size()
        || target.length != rows
        || rawTarget.length != rows
        || segment.length != rows
        || observed.length != rows) {
      throw new IllegalArgumentException("arrays don't fit " + rows + " rows");
    }
  }

  /**
   * Number of feature columns.
   *
   * @return the width of a row
   */
  public int width() {
    return info.features().size();
  }
}
