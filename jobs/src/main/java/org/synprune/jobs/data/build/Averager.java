package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.synprune.jobs.data.conf.TimeGrid;

/**
 * Averages the rows of each longer step. A column's value is the mean of its measured rows, and
 * missing if fewer than a given share of the step's rows have it.
 */
public final class Averager implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final TimeGrid steps;
  private final long rowMillis;
  private final double minShare;

  /**
   * Creates an averager.
   *
   * @param steps the steps of the averages
   * @param rowMillis the step of the rows, of which they are whole multiples
   * @param minShare smallest share of rows that has to be measured
   */
  public Averager(TimeGrid steps, long rowMillis, double minShare) {
    this.steps = steps;
    this.rowMillis = rowMillis;
    this.minShare = minShare;
  }

  /**
   * Averages a chunk.
   *
   * @param chunk rows that hold each of the longer steps whole
   * @return a row a longer step
   */
  public RowChunk average(RowChunk chunk) {
    int columns = chunk.counts.missing().length;
    double least = 0;
    long[] millis = new long[chunk.rows()];
    double[] values = new double[chunk.values.length];
    double[] sums = new double[columns];
    int[] measured = new int[columns];
    int count = 0;
    for (int row = 0; row < chunk.rows(); ) {
      long step = step(chunk.millis[row]);
      Arrays.fill(sums, 0);
      Arrays.fill(measured, 0);
      least = least(step);
      for (; row < chunk.rows() && step(chunk.millis[row]) == step; row++) {
        for (int c = 0; c < columns; c++) {
          double value = chunk.values[row * columns + c];
          if (!Double.isNaN(value)) {
            sums[c] += value;
            measured[c]++;
          }
        }
      }
      millis[count] = step == RowChunk.NO_TIME ? step : steps.start(step);
      for (int c = 0; c < columns; c++) {
        // With a tolerance, so that 0.9 of 60 rows is 54 in floating point too.
        boolean enough = measured[c] > 0 && measured[c] >= least - 1e-9;
        values[count * columns + c] = enough ? sums[c] / measured[c] : Double.NaN;
      }
      count++;
    }
    return new RowChunk(
        chunk.id,
        chunk.order(),
        Arrays.copyOf(millis, count),
        Arrays.copyOf(values, count * columns),
        chunk.counts);
  }

  /** The measured rows that a step needs. */
  private double least(long step) {
    if (step == RowChunk.NO_TIME) {
      return minShare;
    }
    long rows = steps.length(step) / rowMillis;
    return minShare * rows;
  }

  private long step(long millis) {
    return millis == RowChunk.NO_TIME ? millis : steps.index(millis);
  }
}
