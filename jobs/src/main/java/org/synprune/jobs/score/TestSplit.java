package org.synprune.jobs.score;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;

/** The test windows of a prepared series, cut out by the tasks that forecast from them. */
public final class TestSplit {

  /** Column of the target's row in the series. */
  public static final String ROW = "row";

  /** Column of the measured value, raw units. */
  public static final String ACTUAL = "actual";

  /** Column of the scaled window. */
  public static final String WINDOW = "window";

  private static final StructType SCHEMA =
      new StructType()
          .add(ROW, DataTypes.LongType, false)
          .add(ACTUAL, DataTypes.DoubleType, false)
          .add(WINDOW, DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private TestSplit() {}

  /**
   * The windows that a model's trial was scored on.
   *
   * @param spark makes them
   * @param series the series that the model was trained on
   * @param model the model
   * @return a row a window: {@link #ROW}, {@link #ACTUAL}, {@link #WINDOW}
   * @throws BadInputException if the model was trained on another series
   */
  public static Dataset<Row> of(SparkSession spark, Series series, ModelInfo model) {
    if (!series.info().id().equals(model.seriesId())) {
      throw new BadInputException(
          String.format(
              "model %s was trained on another '%s' series than the one prepared now, expected the"
                  + " same data, recipe and version",
              model.trialId(), model.dataset()));
    }
    int[] targets = Windows.of(series, model.lookback()).test();
    Broadcast<Series> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(series);
    int partitions = Math.min(targets.length, spark.sparkContext().defaultParallelism());
    return spark
        .range(0, targets.length, 1, partitions)
        .map(new Cut(shared, targets, model.lookback()), Encoders.row(SCHEMA));
  }

  /** Cuts one window. */
  @SuppressWarnings("ArrayRecordComponent") // sent along, never compared
  private record Cut(Broadcast<Series> series, int[] targets, int lookback)
      implements MapFunction<Long, Row>, Serializable {

    @Override
    public Row call(Long place) {
      Series all = series.value();
      int target = targets[Math.toIntExact(place)];
      int width = all.width();
      float[] window =
          Arrays.copyOfRange(all.features(), (target - lookback) * width, target * width);
      return RowFactory.create((long) target, all.rawTarget()[target], window);
    }
  }

  /**
   * The mean absolute error of forecasts, added up in the order of the rows as a trial's is.
   *
   * @param forecasts rows of {@link #ROW}, {@link #ACTUAL} and a forecast
   * @param column the forecast's column
   * @return the error in raw units
   */
  public static double mae(Dataset<Row> forecasts, String column) {
    Iterator<Row> rows = forecasts.orderBy(ROW).select(ACTUAL, column).toLocalIterator();
    double sum = 0;
    long count = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      sum += Math.abs(row.getDouble(1) - row.getDouble(0));
      count++;
    }
    return sum / count;
  }
}
