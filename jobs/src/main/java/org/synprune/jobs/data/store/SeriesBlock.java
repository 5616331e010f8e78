package org.synprune.jobs.data.store;

/**
 * The rows of one block, column by column, as {@link SeriesSchema} has them.
 *
 * @param block number of the block
 * @param firstRow number of the first row; the others follow
 * @param halo how many of the first rows repeat rows of an earlier block
 * @param millis times in milliseconds since 1970, {@link #NO_TIME} for a row that has none, {@code
 *     [rows]}
 * @param segments numbers of the gap-free runs, {@code [rows]}
 * @param splits names of the splits, {@code [rows]}
 * @param observed whether the targets were measured, {@code [rows]}
 * @param raw targets in raw units, {@code [rows]}
 * @param target scaled targets, {@code [rows]}
 * @param features scaled features, {@code [features][rows]}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record SeriesBlock(
    int block,
    long firstRow,
    int halo,
    long[] millis,
    int[] segments,
    String[] splits,
    boolean[] observed,
    double[] raw,
    float[] target,
    float[][] features) {

  /** The time of a row that has none. */
  public static final long NO_TIME = Long.MAX_VALUE;

  /** Number of rows, those of the halo among them. */
  int rows() {
    return millis.length;
  }
}
