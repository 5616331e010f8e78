package org.synprune.jobs.data.store;

/**
 * One row of the Parquet files, its fields as {@link SeriesSchema} has them. One object is filled
 * again for each row of a block, so nothing may keep it.
 */
public final class SeriesRow {

  /** The time of a row that has none. */
  public static final long NO_TIME = Long.MAX_VALUE;

  /** Number of the row, from 0. */
  public long row;

  /** Number of the block. */
  public int block;

  /** Whether the row repeats one of an earlier block. */
  public boolean halo;

  /** Its time in milliseconds since 1970, {@link #NO_TIME} if it has none. */
  public long millis;

  /** Number of the gap-free run. */
  public int segment;

  /** Name of the split. */
  public String split = "";

  /** Whether the target was measured. */
  public boolean observed;

  /** The target in raw units. */
  public double raw;

  /** The scaled target. */
  public float target;

  /** The scaled features. */
  public final float[] features;

  /**
   * Makes an empty row.
   *
   * @param width number of features
   */
  public SeriesRow(int width) {
    this.features = new float[width];
  }
}
