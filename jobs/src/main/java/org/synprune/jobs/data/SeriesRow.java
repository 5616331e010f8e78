package org.synprune.jobs.data;

/**
 * One row of the Parquet files, on its way from {@link Blocks} to {@link SeriesParquet}. One object
 * is filled again for each row of a block, so nothing may hold on to it.
 */
final class SeriesRow {

  long row;
  int block;
  boolean halo;

  /** The row's time, {@link Chunk#NO_TIME} if it has none. */
  long millis;

  int segment;
  String split;
  boolean observed;
  double raw;
  float target;
  final float[] features;

  SeriesRow(int width) {
    this.features = new float[width];
  }
}
