package org.synprune.jobs.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.synprune.jobs.data.store.RowTimes;

/** When the rows that are forecast from a {@link TestSplit} were. */
public final class ForecastTimes {

  /** Column of the time of the row that is forecast, as in the data. */
  public static final String TIME = "time";

  private ForecastTimes() {}

  /**
   * Adds the column {@link #TIME}.
   *
   * @param forecasts rows of {@link TestSplit#bySteps}
   * @param times the times of the series' rows
   * @return the same rows with the time behind the row's number
   */
  public static Dataset<Row> add(Dataset<Row> forecasts, RowTimes times) {
    Broadcast<RowTimes> shared =
        JavaSparkContext.fromSparkContext(forecasts.sparkSession().sparkContext()).broadcast(times);
    UDF1<Long, LocalDateTime> time = row -> shared.value().of(row);
    List<Column> columns = new ArrayList<>();
    columns.add(col(TestSplit.ROW));
    columns.add(udf(time, DataTypes.TimestampNTZType).apply(col(TestSplit.ROW)).as(TIME));
    for (String name : forecasts.columns()) {
      if (!name.equals(TestSplit.ROW)) {
        columns.add(col(name));
      }
    }
    return forecasts.select(columns.toArray(Column[]::new));
  }
}
