package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.store.SeriesBlock;

/**
 * All rows of one stretch of time, in order, or a piece of them: what one task works on. Which rows
 * make a chunk depends on their times only, so no result depends on how Spark spreads the work.
 */
public final class RowChunk implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** The time of a row that has none. */
  public static final long NO_TIME = SeriesBlock.NO_TIME;

  /** Number of the stretch of time; blank lines, which have no time, come last. */
  final long id;

  /** Times of the rows, ascending, {@code [rows]}. */
  final long[] millis;

  /** Values, NaN where missing, {@code [rows x columns]}. */
  final double[] values;

  /** What stood in the file before averaging. */
  final RawCounts counts;

  /** Where the piece begins in the file, among all pieces. */
  private final long order;

  RowChunk(long id, long order, long[] millis, double[] values, RawCounts counts) {
    this.id = id;
    this.order = order;
    this.millis = millis;
    this.values = values;
    this.counts = counts;
  }

  /**
   * Makes a chunk, or a piece of one, of lines that were read.
   *
   * @param id number of the stretch of time
   * @param order where the piece begins in the file, among all pieces
   * @param millis times of the rows as they stand, {@link #NO_TIME} for a blank line, {@code
   *     [rows]}
   * @param values their values, NaN where missing, {@code [rows x columns]}
   * @param columns values of a row
   * @param read what was read beside the rows; rows and missing values are counted here
   * @return the chunk, which may keep the arrays
   */
  public static RowChunk of(
      long id, long order, long[] millis, double[] values, int columns, RawCounts read) {
    RowChunk chunk = new RowChunk(id, order, millis, values, read);
    RowChunk ordered = isSorted(millis) ? chunk : sorted(chunk, columns);
    return ordered.with(ordered.millis, ordered.values, read);
  }

  /** The chunk with other rows, which are counted; the other counts are given. */
  RowChunk with(long[] times, double[] numbers, RawCounts read) {
    int columns = read.missing().length;
    long[] missing = new long[columns];
    @Nullable Long duplicate = null;
    int rows = 0;
    // Blank lines have a chunk of their own.
    while (rows < times.length && times[rows] != NO_TIME) {
      for (int c = 0; c < columns; c++) {
        missing[c] += Double.isNaN(numbers[rows * columns + c]) ? 1 : 0;
      }
      if (duplicate == null && rows > 0 && times[rows] == times[rows - 1]) {
        duplicate = times[rows];
      }
      rows++;
    }
    return new RowChunk(
        id,
        order,
        times,
        numbers,
        new RawCounts(rows, read.blank(), read.bad(), missing, duplicate, read.order()));
  }

  /**
   * Joins the pieces of a chunk.
   *
   * @param pieces all its pieces, in any order, at least one
   * @return the chunk
   */
  public static RowChunk join(List<RowChunk> pieces) {
    RowChunk one = pieces.get(0);
    if (pieces.size() == 1) {
      return one;
    }
    // Rows of one time stay in the order of the file, as sorting is stable.
    List<RowChunk> ordered = new ArrayList<>(pieces);
    ordered.sort(Comparator.comparingLong(p -> p.order));
    if (!follow(ordered)) {
      // Of a file from the newest row to the oldest, this leaves nothing to be sorted.
      List<RowChunk> byTime = new ArrayList<>(ordered);
      byTime.sort(Comparator.comparingLong(p -> p.rows() == 0 ? NO_TIME : p.millis[0]));
      ordered = follow(byTime) ? byTime : ordered;
    }
    int columns = one.counts.missing().length;
    int rows = ordered.stream().mapToInt(RowChunk::rows).sum();
    long[] millis = new long[rows];
    double[] values = new double[rows * columns];
    RawCounts read = RawCounts.none(columns);
    int at = 0;
    for (RowChunk piece : ordered) {
      System.arraycopy(piece.millis, 0, millis, at, piece.rows());
      System.arraycopy(piece.values, 0, values, at * columns, piece.values.length);
      read = read.plus(piece.counts);
      at += piece.rows();
    }
    return of(one.id, ordered.get(0).order, millis, values, columns, read);
  }

  /** Whether the rows of each piece come after those of the one before. */
  private static boolean follow(List<RowChunk> pieces) {
    long last = Long.MIN_VALUE;
    for (RowChunk piece : pieces) {
      if (piece.rows() > 0) {
        if (piece.millis[0] < last) {
          return false;
        }
        last = piece.millis[piece.rows() - 1];
      }
    }
    return true;
  }

  private static boolean isSorted(long[] millis) {
    for (int row = 1; row < millis.length; row++) {
      if (millis[row] < millis[row - 1]) {
        return false;
      }
    }
    return true;
  }

  private static RowChunk sorted(RowChunk chunk, int columns) {
    long[] millis = chunk.millis;
    int[] order =
        IntStream.range(0, millis.length)
            .boxed()
            .sorted(Comparator.comparingLong(row -> millis[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] times = new long[millis.length];
    double[] values = new double[chunk.values.length];
    for (int row = 0; row < order.length; row++) {
      times[row] = millis[order[row]];
      System.arraycopy(chunk.values, order[row] * columns, values, row * columns, columns);
    }
    return new RowChunk(chunk.id, chunk.order, times, values, chunk.counts);
  }

  /**
   * The stretch of time.
   *
   * @return its number
   */
  public long id() {
    return id;
  }

  long order() {
    return order;
  }

  int rows() {
    return millis.length;
  }
}
