package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.synprune.jobs.data.conf.TimeRules;

/** Makes one row of those of one time, as a source's rules say. */
public final class RowMerger implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final TimeRules.Duplicates rule;
  private final boolean pivot;

  /**
   * Makes a merger.
   *
   * @param rule what becomes of rows of one time
   * @param pivot whether each row has the value of one column only, so that those of one time are
   *     parts of one row
   */
  public RowMerger(TimeRules.Duplicates rule, boolean pivot) {
    this.rule = rule;
    this.pivot = pivot;
  }

  /**
   * Merges the rows of a chunk.
   *
   * @param chunk a whole chunk
   * @return the chunk with each time once; rows of one time stay where they are refused
   */
  public RowChunk merge(RowChunk chunk) {
    if (chunk.counts.duplicate() == null || (rule == TimeRules.Duplicates.ERROR && !pivot)) {
      return chunk;
    }
    int columns = chunk.counts.missing().length;
    long[] millis = new long[chunk.rows()];
    double[] values = new double[chunk.values.length];
    int rows = 0;
    long twice = 0;
    for (int from = 0; from < chunk.rows(); ) {
      int to = from + 1;
      while (to < chunk.rows()
          && chunk.millis[to] == chunk.millis[from]
          && chunk.millis[to] != RowChunk.NO_TIME) {
        to++;
      }
      long here = 0;
      for (int c = 0; c < columns; c++) {
        values[rows * columns + c] = value(chunk, from, to, c);
        here += Math.max(0, measured(chunk, from, to, c) - 1);
      }
      twice += here;
      millis[rows++] = chunk.millis[from];
      if (pivot && rule == TimeRules.Duplicates.ERROR && here > 0) {
        // Kept, so that it is counted and named.
        System.arraycopy(values, (rows - 1) * columns, values, rows * columns, columns);
        millis[rows] = millis[rows - 1];
        rows++;
      }
      from = to;
    }
    long merged = pivot ? twice : chunk.rows() - rows;
    RawCounts counts = chunk.counts;
    return chunk.with(
        Arrays.copyOf(millis, rows),
        Arrays.copyOf(values, rows * columns),
        counts.with(counts.blank(), counts.bad(), counts.order().merging(merged)));
  }

  /** How many rows have a value for a column. */
  private static int measured(RowChunk chunk, int from, int to, int column) {
    int columns = chunk.counts.missing().length;
    int measured = 0;
    for (int row = from; row < to; row++) {
      measured += Double.isNaN(chunk.values[row * columns + column]) ? 0 : 1;
    }
    return measured;
  }

  private double value(RowChunk chunk, int from, int to, int column) {
    int columns = chunk.counts.missing().length;
    double sum = 0;
    int measured = 0;
    double first = Double.NaN;
    double last = Double.NaN;
    for (int row = from; row < to; row++) {
      double value = chunk.values[row * columns + column];
      if (!Double.isNaN(value)) {
        first = measured == 0 ? value : first;
        last = value;
        sum += value;
        measured++;
      }
    }
    return switch (rule) {
      case FIRST -> pivot ? first : chunk.values[from * columns + column];
      case LAST -> pivot ? last : chunk.values[(to - 1) * columns + column];
      case MEAN -> measured == 0 ? Double.NaN : sum / measured;
      case ERROR -> first;
    };
  }
}
