package org.synprune.jobs.data.text;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.synprune.jobs.data.build.RowChunk;

/**
 * The rows of one chunk that one task found, in the order of the file. These are what Spark
 * shuffles.
 *
 * @param millis times of the rows, {@link RowChunk#NO_TIME} for a blank line
 * @param values their values, NaN where missing, {@code [rows x columns]}
 * @param blank lines without anything
 * @param bad lines that can't be read
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record ChunkPart(long[] millis, double[] values, long blank, long bad) implements Serializable {

  /** Joins parts, one after the other. */
  static ChunkPart join(List<ChunkPart> parts, int columns) {
    int rows = parts.stream().mapToInt(part -> part.millis.length).sum();
    long[] millis = new long[rows];
    double[] values = new double[rows * columns];
    int at = 0;
    for (ChunkPart part : parts) {
      System.arraycopy(part.millis, 0, millis, at, part.millis.length);
      System.arraycopy(part.values, 0, values, at * columns, part.values.length);
      at += part.millis.length;
    }
    return new ChunkPart(
        millis,
        values,
        parts.stream().mapToLong(ChunkPart::blank).sum(),
        parts.stream().mapToLong(ChunkPart::bad).sum());
  }

  /** A part that grows line by line. */
  static final class Builder {

    private final int columns;
    private long[] millis = new long[64];
    private double[] values;
    private int rows;
    private long blank;
    private long bad;

    Builder(int columns) {
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

    ChunkPart build() {
      return new ChunkPart(
          Arrays.copyOf(millis, rows), Arrays.copyOf(values, rows * columns), blank, bad);
    }
  }
}
