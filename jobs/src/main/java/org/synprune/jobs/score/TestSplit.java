package org.synprune.jobs.score;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
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

  /** Column of how many steps ahead that is of the window, from 1. */
  public static final String STEP = "step";

  /** Column of the measured value, raw units. */
  public static final String ACTUAL = "actual";

  /** Column of the scaled window. */
  public static final String WINDOW = "window";

  private static final StructType SCHEMA =
      new StructType()
          .add(ROW, DataTypes.LongType, false)
          .add(ACTUAL, DataTypes.createArrayType(DataTypes.DoubleType, false), false)
          .add(WINDOW, DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private TestSplit() {}

  /**
   * The windows that a model's trial was scored on.
   *
   * @param spark makes them
   * @param series the series that the model was trained on
   * @param model the model
   * @return a row a window: {@link #ROW} of its first target, {@link #ACTUAL} values of all its
   *     targets, {@link #WINDOW}
   * @throws BadInputException if the model was trained on another series
   */
  public static Dataset<Row> of(SparkSession spark, Series series, ModelInfo model) {
    requireSame(series, model);
    int[] targets = Windows.of(series, model.lookback(), model.horizon()).test();
    Broadcast<Series> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(series);
    int partitions = Math.min(targets.length, spark.sparkContext().defaultParallelism());
    return spark
        .range(0, targets.length, 1, partitions)
        .map(new Cut(shared, targets, model.lookback(), model.horizon()), Encoders.row(SCHEMA));
  }

  /**
   * Makes sure that a model was trained on a series.
   *
   * @param series the series
   * @param model the model
   * @throws BadInputException if it was another one
   */
  public static void requireSame(Series series, ModelInfo model) {
    if (!series.info().id().equals(model.seriesId())) {
      throw new BadInputException(
          String.format(
              "model %s was trained on another '%s' series than the one prepared now, expected the"
                  + " same data, recipe and version",
              model.trialId(), model.dataset()));
    }
  }

  /** Cuts one window. */
  @SuppressWarnings("ArrayRecordComponent") // sent along, never compared
  private record Cut(Broadcast<Series> series, int[] targets, int lookback, int horizon)
      implements MapFunction<Long, Row>, Serializable {

    @Override
    public Row call(Long place) {
      Series all = series.value();
      int target = targets[Math.toIntExact(place)];
      int width = all.width();
      float[] window =
          Arrays.copyOfRange(all.features(), (target - lookback) * width, target * width);
      double[] actual = Arrays.copyOfRange(all.rawTarget(), target, target + horizon);
      return RowFactory.create((long) target, actual, window);
    }
  }

  /**
   * Forecasts as they are kept: a row a step.
   *
   * @param windows rows of {@link #of} with a model's forecasts
   * @param model the model
   * @param column the forecasts' column; their spread's is called so too, with {@code _sd} behind
   * @return {@link #ROW}, {@link #STEP}, {@link #ACTUAL}, the forecast and its spread if it has one
   */
  public static Dataset<Row> bySteps(Dataset<Row> windows, ModelInfo model, String column) {
    List<String> values = new ArrayList<>(List.of(ACTUAL, column));
    if (model.spreads()) {
      values.add(column + AddedColumns.SPREAD);
    }
    boolean alone = model.horizon() == 1; // forecasts are numbers, not arrays of them
    List<Column> arrays = new ArrayList<>(List.of(col(ROW)));
    List<Column> each =
        new ArrayList<>(List.of(col(ROW).plus(col("pos")).as(ROW), col("pos").plus(1).as(STEP)));
    for (String name : values) {
      boolean number = alone && !name.equals(ACTUAL);
      arrays.add(number ? functions.array(col(name)).as(name) : col(name));
      each.add(col("col." + name));
    }
    Column[] zipped = values.stream().map(name -> col(name)).toArray(Column[]::new);
    return windows
        .select(arrays.toArray(Column[]::new))
        .select(col(ROW), functions.posexplode(functions.arrays_zip(zipped)))
        .select(each.toArray(Column[]::new));
  }

  /**
   * The mean absolute error of forecasts, added up as a trial's is: step by step in the order of
   * the rows.
   *
   * @param forecasts rows of {@link #ROW}, {@link #STEP}, {@link #ACTUAL} and a forecast
   * @param column the forecast's column
   * @return the error in raw units
   */
  public static double mae(Dataset<Row> forecasts, String column) {
    Iterator<Row> rows =
        forecasts.orderBy(STEP, ROW).select(ACTUAL, column, STEP).toLocalIterator();
    double sum = 0;
    double ofStep = 0;
    int step = 1;
    long count = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (row.getInt(2) > step) {
        step = row.getInt(2);
        sum += ofStep;
        ofStep = 0;
      }
      ofStep += Math.abs(row.getDouble(1) - row.getDouble(0));
      count++;
    }
    return (sum + ofStep) / count;
  }
}
