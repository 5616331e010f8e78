package org.synprune.bench.score;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.score.ForecastTransformer;
import org.synprune.jobs.score.InputUnits;

/** Forecasts with the transformer, from windows that lie in Spark's memory. */
public final class TransformerChild {

  /** So that starting a job matters less; a predictor's speed is the same with more windows. */
  private static final int AS_MANY = 2;

  private static final StructType SCHEMA =
      new StructType().add("window", DataTypes.createArrayType(DataTypes.FloatType, false));

  private TransformerChild() {}

  /** Times each model folder that is named. */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .appName("score")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "localhost")
            .getOrCreate()) {
      int slots = spark.sparkContext().defaultParallelism();
      for (String folder : args) {
        ModelInfo info = ModelFolder.open(Path.of(folder)).info();
        int count = AS_MANY * ScoredWindows.count(info);
        int length = info.windowLength();
        Dataset<Row> rows =
            spark
                .range(0, count, 1, slots)
                .map(
                    (MapFunction<Long, Row>)
                        number -> RowFactory.create((Object) ScoredWindows.window(number, length)),
                    Encoders.row(SCHEMA))
                .cache();
        rows.count();
        ForecastTransformer transformer =
            new ForecastTransformer().setModelPath(folder).setInputUnits(InputUnits.SCALED);
        ScoredWindows.time(
            count, () -> transformer.transform(rows).agg(functions.sum("forecast")).head());
        rows.unpersist(true);
      }
    }
  }
}
