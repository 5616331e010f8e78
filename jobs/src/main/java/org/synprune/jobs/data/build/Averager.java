package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.synprune.jobs.data.conf.Resolution;

/**
 * Averages the rows of each longer step. A column's value is the mean of its measured rows, and
 * missing if fewer than a given share of the step's rows have it.
 */
public final class Averager implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final long stepMillis;
  private final double least;

  /**
   * Creates an averager.
   *
   * @param from the step of the rows
   * @param to the step of the averages, a whole multiple
   * @param minShare smallest share of rows that has to be measured
   */
  public Averager(Resolution from, Resolution to, double minShare) {
    this.stepMillis = to.stepMillis();
    long rows = to.stepMillis() / from.stepMillis();
    this.least = minShare * rows;
  }

  /**
   * Averages a chunk.
   *
   * @param chunk rows that hold each of the longer steps whole
   * @return a row a longer step
   */
  public RowChunk average(RowChunk chunk) {
    int columns = chunk.counts.missing().length;
    long[] millis = new long[chunk.rows()];
    double[] values = new double[chunk.values.length];
    double[] sums = new double[columns];
    int[] measured = new int[columns];
    int steps = 0;
    for (int row = 0; row < chunk.rows(); ) {
      long start = floor(chunk.millis[row]);
      Arrays.fill(sums, 0);
      Arrays.fill(measured, 0);
      for (; row < chunk.rows() && floor(chunk.millis[row]) == start; row++) {
        for (int c = 0; c < columns; c++) {
          double value = chunk.values[row * columns + c];
          if (!Double.isNaN(value)) {
            sums[c] += value;
            measured[c]++;
          }
        }
      }
      millis[steps] = start;
      for (int c = 0; c < columns; c++) {
        // With a tolerance, so that 0.9 of 60 rows is 54 in floating point too.
        boolean enough = measured[c] > 0 && measured[c] >= least - 1e-9;
        values[steps * columns + c] = enough ? sums[c] / measured[c] : Double.NaN;
      }
      steps++;
    }
    return new RowChunk(
        chunk.id,
        Arrays.copyOf(millis, steps),
        Arrays.copyOf(values, steps * columns),
        chunk.counts);
  }

  private long floor(long millis) {
    return millis == RowChunk.NO_TIME ? millis : millis - Math.floorMod(millis, stepMillis);
  }
}
