package org.synprune.jobs.data.store;

/**
 * One row of the Parquet files, on its way from {@link Blocks} to {@link SeriesParquet}. One object
 * is filled again for each row of a block, so nothing may hold on to it.
 */
public final class SeriesRow {

  /** The time of a row that has none. */
  public static final long NO_TIME = Long.MAX_VALUE;

  public long row;
  public int block;
  public boolean halo;

  /** The row's time, {@link #NO_TIME} if it has none. */
  public long millis;

  public int segment;
  public String split;
  public boolean observed;
  public double raw;
  public float target;
  public final float[] features;

  public SeriesRow(int width) {
    this.features = new float[width];
  }
}
