package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.store.SeriesBlock;

/**
 * All rows of one stretch of time, in order: what one task works on. Which rows make a chunk
 * depends on their times only, so no result depends on how Spark spreads the work.
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

  /**
   * Makes a chunk of arrays that nobody changes any more.
   *
   * @param id number of the stretch of time
   * @param millis times of the rows, ascending, {@code [rows]}
   * @param values their values, NaN where missing, {@code [rows x columns]}
   * @param counts what stood in the file
   */
  public RowChunk(long id, long[] millis, double[] values, RawCounts counts) {
    this.id = id;
    this.millis = millis;
    this.values = values;
    this.counts = counts;
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
