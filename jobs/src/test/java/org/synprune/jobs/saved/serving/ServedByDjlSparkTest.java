package org.synprune.jobs.saved.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.score.ForecastTransformer;
import org.synprune.jobs.score.SmallModels;

/** What DJL's Spark extension does with a saved model; see {@link LikeDjlSpark}. */
class ServedByDjlSparkTest {

  private static final int WINDOWS = 25;

  @TempDir private Path dir;

  private static Dataset<Row> rows(DataType type, List<?> values) {
    return SmallModels.rows(LocalSpark.get(), type, values).repartition(2);
  }

  private static List<double[]> windows() {
    return IntStream.range(60, 60 + WINDOWS).mapToObj(SmallModels::raw).toList();
  }

  private static List<Double> scored(ModelFolder folder) {
    return new ForecastTransformer()
            .setModelPath(folder.folder().toString())
            .setInputCol("w")
            .setOutputCol("y")
            .transform(rows(DataTypes.createArrayType(DataTypes.DoubleType), windows()))
            .orderBy("id")
            .collectAsList()
            .stream()
            .map(row -> row.getDouble(2))
            .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "stack"})
  void theBinaryPredictorTakesAWindowAsAnArrayOfNumpy(String batchifier) {
    ModelFolder folder = SmallModels.saved(dir, Architecture.LSTM, Regulariser.NONE, 42);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Shape shape = new Shape(SmallModels.LOOKBACK, 2);
      List<byte[]> columns =
          windows().stream()
              .map(one -> new NDList(manager.create(one, shape)).encode(NDList.Encoding.NPZ))
              .toList();
      List<Row> answers =
          new LikeDjlSpark<>(
                  null,
                  SmallModels.path(folder).toUri().toString(),
                  byte[].class,
                  byte[].class,
                  new LikeDjlSpark.NpBinary(),
                  Map.of("batchifier", batchifier))
              .transform(
                  rows(DataTypes.BinaryType, columns),
                  row -> row.getAs("w"),
                  "y",
                  DataTypes.BinaryType)
              .orderBy("id")
              .collectAsList();
      assertThat(answers)
          .map(row -> NDList.decode(manager, row.<byte[]>getAs("y")).get(0).toDoubleArray()[0])
          .isEqualTo(scored(folder));
    }
  }

  @Test
  void aPredictorOfOnesOwnTakesOurTranslators() {
    ModelFolder folder = SmallModels.saved(dir, Architecture.RNN, Regulariser.MC_DROPOUT, 42);
    // The factory goes to executors, as the extension sends it.
    List<Row> answers =
        new LikeDjlSpark<>(
                "PyTorch",
                SmallModels.path(folder).toUri().toString(),
                double[].class,
                Double.class,
                new ForecastTranslatorFactory(),
                Map.of())
            .transform(
                rows(DataTypes.createArrayType(DataTypes.DoubleType), windows()),
                row -> row.<Double>getList(1).stream().mapToDouble(one -> one).toArray(),
                "y",
                DataTypes.DoubleType)
            .orderBy("id")
            .collectAsList();
    assertThat(answers).map(row -> row.<Double>getAs("y")).isEqualTo(scored(folder));
  }
}
