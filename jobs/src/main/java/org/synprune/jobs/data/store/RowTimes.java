package org.synprune.jobs.data.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.io.Serial;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The times of a series' rows, in milliseconds and without a time zone. */
public final class RowTimes implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** Stands for a row without a time. */
  private static final long NONE = Long.MIN_VALUE;

  private final long[] millis;

  private RowTimes(long[] millis) {
    this.millis = millis;
  }

  /**
   * Reads a series' times.
   *
   * @param spark the session that reads
   * @param stored the series
   * @return a time for each of its rows
   */
  public static RowTimes read(SparkSession spark, StoredSeries stored) {
    long[] millis = new long[stored.info().rows()];
    Arrays.fill(millis, NONE);
    Iterator<Row> rows =
        spark
            .read()
            .parquet(stored.rows().readable())
            .where(not(col(SeriesSchema.HALO)))
            .select(SeriesSchema.ROW, SeriesSchema.TIME)
            .toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      if (!row.isNullAt(1)) {
        LocalDateTime time = row.getAs(1);
        millis[Math.toIntExact(row.getLong(0))] = time.toInstant(ZoneOffset.UTC).toEpochMilli();
      }
    }
    return new RowTimes(millis);
  }

  /**
   * The time of a row.
   *
   * @param row number of the row, from 0
   * @return its time, as in the data; null if the row has none, as a blank line's
   */
  public @Nullable LocalDateTime of(long row) {
    long at = millis[Math.toIntExact(row)];
    return at == NONE ? null : Instant.ofEpochMilli(at).atOffset(ZoneOffset.UTC).toLocalDateTime();
  }
}
