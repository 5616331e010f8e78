package org.synprune.jobs.data.text;

import java.util.Arrays;
import org.synprune.jobs.data.build.RowChunk;

/** A chunk, or a piece of one, that grows line by line. */
final class ChunkBuilder {

  private final int columns;
  private long[] millis = new long[1024];
  private double[] values;
  private int rows;
  private long blank;
  private long bad;

  ChunkBuilder(int columns) {
    this.columns = columns;
    this.values = new double[millis.length * columns];
  }

  void add(LineTyper.Typed line) {
    add(line.millis());
    System.arraycopy(line.values(), 0, values, (rows - 1) * columns, columns);
  }

  void addBlank(boolean isRow) {
    blank++;
    if (isRow) {
      add(RowChunk.NO_TIME);
      Arrays.fill(values, (rows - 1) * columns, rows * columns, Double.NaN);
    }
  }

  void addBad() {
    bad++;
  }

  private void add(long time) {
    if (rows == millis.length) {
      millis = Arrays.copyOf(millis, 2 * rows);
      values = Arrays.copyOf(values, 2 * rows * columns);
    }
    millis[rows++] = time;
  }

  RowChunk build(long id) {
    return RowChunk.of(
        id,
        Arrays.copyOf(millis, rows),
        Arrays.copyOf(values, rows * columns),
        columns,
        blank,
        bad);
  }
}
