package org.synprune.jobs.data.text;

import java.util.Arrays;
import org.synprune.jobs.data.build.RawCounts;
import org.synprune.jobs.data.build.RowChunk;

/** A chunk, or a piece of one, that grows line by line. */
final class ChunkBuilder {

  private final int columns;
  private final long order;
  private long[] millis = new long[1024];
  private double[] values;
  private int rows;
  private long blank;
  private long bad;
  private long moved;
  private long later;
  private long earlier;
  private long empty;
  private long passed;

  /**
   * Starts a piece.
   *
   * @param columns values of a row
   * @param order where the piece begins in the file, among all pieces
   */
  ChunkBuilder(int columns, long order) {
    this.columns = columns;
    this.order = order;
    this.values = new double[millis.length * columns];
  }

  /**
   * Adds a row.
   *
   * @param line the row
   * @param before time of the row above it, {@link RowChunk#NO_TIME} if there is none
   */
  void add(LineTyper.Typed line, long before) {
    add(line.millis());
    System.arraycopy(line.values(), 0, values, (rows - 1) * columns, columns);
    moved += line.moved() ? 1 : 0;
    empty += line.empty();
    if (before != RowChunk.NO_TIME) {
      later += line.millis() > before ? 1 : 0;
      earlier += line.millis() < before ? 1 : 0;
    }
  }

  void addBlank(boolean isRow) {
    blank++;
    if (isRow) {
      add(RowChunk.NO_TIME);
      Arrays.fill(values, (rows - 1) * columns, rows * columns, Double.NaN);
    }
  }

  void addPassed() {
    passed++;
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
        order,
        Arrays.copyOf(millis, rows),
        Arrays.copyOf(values, rows * columns),
        columns,
        RawCounts.none(columns)
            .with(blank, bad, new RawCounts.Order(moved, later, earlier, 0, empty, passed)));
  }
}
