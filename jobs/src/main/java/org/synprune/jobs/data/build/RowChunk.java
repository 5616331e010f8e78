package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
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

  RowChunk(long id, long[] millis, double[] values, RawCounts counts) {
    this.id = id;
    this.millis = millis;
    this.values = values;
    this.counts = counts;
  }

  /**
   * Makes a chunk, or a piece of one, of lines that were read.
   *
   * @param id number of the stretch of time
   * @param millis times of the rows in any order, {@link #NO_TIME} for a blank line, {@code [rows]}
   * @param values their values, NaN where missing, {@code [rows x columns]}
   * @param columns values of a row
   * @param blank lines without anything
   * @param bad lines that can't be read
   * @return the chunk, which may keep the arrays
   */
  public static RowChunk of(
      long id, long[] millis, double[] values, int columns, long blank, long bad) {
    RowChunk chunk = new RowChunk(id, millis, values, RawCounts.none(columns));
    RowChunk ordered = isSorted(millis) ? chunk : sorted(chunk, columns);
    return new RowChunk(id, ordered.millis, ordered.values, ordered.counted(columns, blank, bad));
  }

  private RawCounts counted(int columns, long blank, long bad) {
    long[] missing = new long[columns];
    @Nullable Long duplicate = null;
    int rows = 0;
    // Blank lines have a chunk of their own.
    while (rows < millis.length && millis[rows] != NO_TIME) {
      for (int c = 0; c < columns; c++) {
        missing[c] += Double.isNaN(values[rows * columns + c]) ? 1 : 0;
      }
      if (duplicate == null && rows > 0 && millis[rows] == millis[rows - 1]) {
        duplicate = millis[rows];
      }
      rows++;
    }
    return new RawCounts(rows, blank, bad, missing, duplicate);
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
    // If the file is in order of time, sorting the pieces by their first rows sorts all rows.
    List<RowChunk> ordered = new ArrayList<>(pieces);
    ordered.sort(Comparator.comparingLong(p -> p.rows() == 0 ? NO_TIME : p.millis[0]));
    int columns = one.counts.missing.length;
    int rows = ordered.stream().mapToInt(RowChunk::rows).sum();
    long[] millis = new long[rows];
    double[] values = new double[rows * columns];
    long blank = 0;
    long bad = 0;
    int at = 0;
    for (RowChunk piece : ordered) {
      System.arraycopy(piece.millis, 0, millis, at, piece.rows());
      System.arraycopy(piece.values, 0, values, at * columns, piece.values.length);
      blank += piece.counts.blank;
      bad += piece.counts.bad;
      at += piece.rows();
    }
    return of(one.id, millis, values, columns, blank, bad);
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
    return new RowChunk(chunk.id, times, values, chunk.counts);
  }

  /**
   * The stretch of time.
   *
   * @return its number
   */
  public long id() {
    return id;
  }

  int rows() {
    return millis.length;
  }

  /**
   * What stood in the file.
   *
   * @param rows lines with a time
   * @param blank lines without anything
   * @param bad lines that can't be read
   * @param missing values missing by column, blank lines not counted
   * @param duplicate the first time that stands in two lines, null if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // added up, never compared
  public record RawCounts(long rows, long blank, long bad, long[] missing, @Nullable Long duplicate)
      implements Serializable {

    /**
     * Counts of nothing.
     *
     * @param columns number of columns
     * @return all counts 0
     */
    public static RawCounts none(int columns) {
      return new RawCounts(0, 0, 0, new long[columns], null);
    }

    /**
     * The first time that stands in two lines.
     *
     * @return milliseconds since 1970, empty if there is none
     */
    public OptionalLong duplicated() {
      return duplicate == null ? OptionalLong.empty() : OptionalLong.of(duplicate);
    }

    /**
     * Adds counts.
     *
     * @param other counts of later rows
     * @return counts of both
     */
    public RawCounts plus(RawCounts other) {
      long[] sum = new long[missing.length];
      Arrays.setAll(sum, c -> missing[c] + other.missing[c]);
      return new RawCounts(
          rows + other.rows,
          blank + other.blank,
          bad + other.bad,
          sum,
          duplicate == null ? other.duplicate : duplicate);
    }
  }
}
