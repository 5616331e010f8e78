package org.synprune.jobs.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.time.LocalDateTime;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.synprune.jobs.data.store.RowTimes;

/** When the windows of a {@link TestSplit} have their targets, and how far ahead those are. */
public final class ForecastTimes {

  /** Column of the time of the row that is forecast, as in the data. */
  public static final String TIME = "time";

  /** Column of how many rows after the window that row is. */
  public static final String STEP = "step";

  private ForecastTimes() {}

  /**
   * Adds the columns {@link #TIME} and {@link #STEP}.
   *
   * @param split rows of {@link TestSplit}
   * @param times the times of the series' rows
   * @return the same rows with both columns
   */
  public static Dataset<Row> add(Dataset<Row> split, RowTimes times) {
    Broadcast<RowTimes> shared =
        JavaSparkContext.fromSparkContext(split.sparkSession().sparkContext()).broadcast(times);
    UDF1<Long, LocalDateTime> time = row -> shared.value().of(row);
    return split.select(
        col(TestSplit.ROW),
        udf(time, DataTypes.TimestampNTZType).apply(col(TestSplit.ROW)).as(TIME),
        lit(1).as(STEP),
        col(TestSplit.ACTUAL),
        col(TestSplit.WINDOW));
  }
}
