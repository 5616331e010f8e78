package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalLong;
import org.synprune.jobs.data.store.SeriesRow;

/**
 * All rows of one stretch of time, in order: the unit of work. Which rows make a chunk depends on
 * their times alone, so no result depends on how Spark spreads the work.
 */
public final class Chunk implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** The time of a row that has none. */
  public static final long NO_TIME = SeriesRow.NO_TIME;

  /** Number of the stretch of time; blank lines, which have no time, come last. */
  final long id;

  /** Times of the rows, ascending, {@code [rows]}. */
  final long[] millis;

  /** Values, NaN where missing, {@code [rows x columns]}. */
  final double[] values;

  /** What stood in the file before averaging. */
  final RawCounts counts;

  public Chunk(long id, long[] millis, double[] values, RawCounts counts) {
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
   * @param duplicate the first time that stands in two lines
   */
  @SuppressWarnings("ArrayRecordComponent") // added up, never compared
  public record RawCounts(long rows, long blank, long bad, long[] missing, Long duplicate)
      implements Serializable {

    public static RawCounts none(int columns) {
      return new RawCounts(0, 0, 0, new long[columns], null);
    }

    public OptionalLong duplicated() {
      return duplicate == null ? OptionalLong.empty() : OptionalLong.of(duplicate);
    }

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
