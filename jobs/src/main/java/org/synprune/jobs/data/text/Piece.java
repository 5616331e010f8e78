package org.synprune.jobs.data.text;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.synprune.jobs.data.build.Chunk;

/**
 * Rows of one chunk as one task found them, in the order of the file: what is shuffled.
 *
 * @param millis times of the rows, {@link Chunk#NO_TIME} for a blank line
 * @param values their values, NaN where missing, {@code [rows x columns]}
 * @param blank lines without anything
 * @param bad lines that can't be read
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Piece(long[] millis, double[] values, long blank, long bad) implements Serializable {

  /** One piece after the other. */
  static Piece join(List<Piece> pieces, int columns) {
    int rows = pieces.stream().mapToInt(piece -> piece.millis.length).sum();
    long[] millis = new long[rows];
    double[] values = new double[rows * columns];
    int at = 0;
    for (Piece piece : pieces) {
      System.arraycopy(piece.millis, 0, millis, at, piece.millis.length);
      System.arraycopy(piece.values, 0, values, at * columns, piece.values.length);
      at += piece.millis.length;
    }
    return new Piece(
        millis,
        values,
        pieces.stream().mapToLong(Piece::blank).sum(),
        pieces.stream().mapToLong(Piece::bad).sum());
  }

  /** A piece that grows. */
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
        add(Chunk.NO_TIME);
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

    Piece build() {
      return new Piece(
          Arrays.copyOf(millis, rows), Arrays.copyOf(values, rows * columns), blank, bad);
    }
  }
}
