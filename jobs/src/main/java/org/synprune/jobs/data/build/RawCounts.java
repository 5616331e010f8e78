package org.synprune.jobs.data.build;

import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What stood in a data set's files.
 *
 * @param rows rows with a time
 * @param blank lines without anything
 * @param bad lines that can't be read
 * @param missing values missing by column, blank lines not counted
 * @param duplicate the first time that two rows have, null if there is none
 * @param order what was odd about the order of the rows
 */
@SuppressWarnings("ArrayRecordComponent") // added up, never compared
public record RawCounts(
    long rows, long blank, long bad, long[] missing, @Nullable Long duplicate, Order order)
    implements Serializable {

  /**
   * What was odd about the order of the rows. How many rows are above each other depends a little
   * on how tasks share a file, as none sees the row above its first.
   *
   * @param moved rows that weren't at the start of a step
   * @param later rows that are later than the one above
   * @param earlier rows that are earlier than the one above
   * @param merged rows that were left out, or became one with others of the same time
   * @param empty rows without anything between rows that are counted
   * @param passed rows that were passed over as lines below the last row
   */
  public record Order(long moved, long later, long earlier, long merged, long empty, long passed)
      implements Serializable {

    /** Nothing odd. */
    static final Order NONE = new Order(0, 0, 0, 0, 0, 0);

    private Order plus(Order other) {
      return new Order(
          moved + other.moved,
          later + other.later,
          earlier + other.earlier,
          merged + other.merged,
          empty + other.empty,
          passed + other.passed);
    }

    Order merging(long rows) {
      return new Order(moved, later, earlier, merged + rows, empty, passed);
    }
  }

  /**
   * Counts of nothing.
   *
   * @param columns number of columns
   * @return all counts 0
   */
  public static RawCounts none(int columns) {
    return new RawCounts(0, 0, 0, new long[columns], null, Order.NONE);
  }

  /**
   * The same counts of rows, with others beside.
   *
   * @param blankLines lines without anything
   * @param badLines lines that can't be read
   * @param ofRows what was odd about the order of the rows
   * @return the counts
   */
  public RawCounts with(long blankLines, long badLines, Order ofRows) {
    return new RawCounts(rows, blankLines, badLines, missing, duplicate, ofRows);
  }

  /**
   * The first time that two rows have.
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
        duplicate == null ? other.duplicate : duplicate,
        order.plus(other.order));
  }
}
