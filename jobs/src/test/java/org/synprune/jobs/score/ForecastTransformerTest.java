package org.synprune.jobs.score;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.saved.ModelFolder;

class ForecastTransformerTest {

  private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType);
  private static final DataType DOUBLES = DataTypes.createArrayType(DataTypes.DoubleType);
  private static final int WINDOWS = 300;

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path dir;

  private ModelFolder model(Regulariser arm) {
    return SmallModels.saved(dir, Architecture.RNN, arm, 42);
  }

  private static ForecastTransformer of(ModelFolder model) {
    return new ForecastTransformer()
        .setModelPath(model.folder().toString())
        .setInputCol("w")
        .setOutputCol("y");
  }

  private Dataset<Row> raw() {
    return SmallModels.rows(
        spark, DOUBLES, IntStream.range(60, 60 + WINDOWS).mapToObj(SmallModels::raw).toList());
  }

  private static List<Double> forecasts(Dataset<Row> rows) {
    return rows.orderBy("id").select("y").collectAsList().stream()
        .map(row -> row.getDouble(0))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void forecastsAreThoseOfTheBlockThatAUserOfDjlLoads(Architecture architecture) throws Exception {
    ModelFolder folder = SmallModels.saved(dir, architecture, Regulariser.SYNAPTIC_PRUNING, 42);
    List<Double> forecasts = forecasts(of(folder).transform(raw()));
    try (Model model = Model.newInstance("model", Device.cpu(), "PyTorch");
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      model.setBlock(
          Forecasters.build(
              new ForecasterSpec(architecture, SmallModels.LOOKBACK, 2, 32, 0, false),
              new SplittableRandom()));
      model.load(SmallModels.path(folder), "model");
      for (int i = 0; i < 20; i++) {
        NDArray window =
            manager.create(SmallModels.scaled(60 + i), new Shape(1, SmallModels.LOOKBACK, 2));
        double scaled =
            model
                .getBlock()
                .forward(new ParameterStore(manager, false), new NDList(window), false)
                .singletonOrThrow()
                .getFloat(0, 0);
        assertThat(forecasts.get(i)).isCloseTo(scaled * 2 + 5, within(1e-5));
      }
    }
  }

  @Test
  void neitherPartitionsNorBatchesNorTypesNorUnitsChangeABit() {
    ModelFolder folder = model(Regulariser.MC_DROPOUT);
    List<Double> expected = forecasts(of(folder).transform(raw().coalesce(1)));
    assertThat(expected).hasSize(WINDOWS);
    for (int batch : new int[] {1, 7, 64, 1000}) {
      ForecastTransformer transformer = of(folder).setBatchSize(batch);
      assertThat(forecasts(transformer.transform(raw().repartition(5)))).isEqualTo(expected);
    }
    Dataset<Row> scaled =
        SmallModels.rows(
            spark,
            FLOATS,
            IntStream.range(60, 60 + WINDOWS).mapToObj(SmallModels::scaled).toList());
    List<Double> ofScaled =
        forecasts(of(folder).setInputUnits(InputUnits.SCALED).transform(scaled));
    // Raw units are made of the scaled ones here, with a rounding on the way.
    long equal =
        IntStream.range(0, WINDOWS).filter(i -> ofScaled.get(i).equals(expected.get(i))).count();
    assertThat(equal).isGreaterThan(WINDOWS * 95 / 100);
  }

  @Test
  void monteCarloDropoutAddsAStandardDeviation() {
    Dataset<Row> mc = of(model(Regulariser.MC_DROPOUT)).transform(raw());
    assertThat(mc.columns()).containsExactly("id", "w", "y", "y_sd");
    assertThat(mc.where("y_sd > 0").count()).isEqualTo(WINDOWS);
    Dataset<Row> plain = of(model(Regulariser.DROPOUT)).transform(raw());
    assertThat(plain.columns()).containsExactly("id", "w", "y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"array<float>", "array<double>", "vector"})
  void allElseOfARowStaysAsItIs(String type) {
    Dataset<Row> rows =
        raw()
            .selectExpr("id", "array(1.5D, null) as other", "map('k', id) as m", "w", "null as n")
            .withColumn(
                "w",
                type.equals("vector") ? functions.array_to_vector(col("w")) : col("w").cast(type));
    ForecastTransformer transformer = of(model(Regulariser.MC_DROPOUT));
    Dataset<Row> forecasts = transformer.transform(rows);
    assertThat(forecasts.schema()).isEqualTo(transformer.transformSchema(rows.schema()));
    assertThat(forecasts.drop("y", "y_sd").orderBy("id").collectAsList())
        .isEqualTo(rows.orderBy("id").collectAsList());
    // What comes next in the same stage is given rows of Spark's.
    if (!type.equals("vector")) {
      Dataset<Integer> lengths =
          forecasts.map(
              (MapFunction<Row, Integer>) row -> row.getList(row.fieldIndex("w")).size(),
              Encoders.INT());
      assertThat(lengths.distinct().collectAsList()).containsExactly(SmallModels.LENGTH);
    }
  }

  @Test
  void worksInAPipelineThatIsSavedAndLoaded() throws IOException {
    ModelFolder folder = model(Regulariser.NONE);
    SQLTransformer before =
        new SQLTransformer().setStatement("select id, w, 5d as label from __THIS__");
    PipelineModel fitted =
        new Pipeline()
            .setStages(new PipelineStage[] {before, of(folder).setBatchSize(100)})
            .fit(raw());
    List<Double> expected = forecasts(fitted.transform(raw()));
    assertThat(expected).doesNotHaveDuplicates();
    String path = dir.resolve("pipeline").toString();
    fitted.save(path);
    PipelineModel loaded = PipelineModel.load(path);
    assertThat(forecasts(loaded.transform(raw()))).isEqualTo(expected);
    ForecastTransformer stage = (ForecastTransformer) loaded.stages()[1];
    assertThat(stage.uid()).isEqualTo(fitted.stages()[1].uid());
    assertThat(stage.getOrDefault(stage.batchSize())).isEqualTo(100);
    assertThat(stage.explainParams()).contains("folder of a model", "default: 512");
  }

  @Test
  void aCopyHasItsOwnParameters() {
    ForecastTransformer one = of(model(Regulariser.NONE));
    ForecastTransformer other = one.copy(new ParamMap().put(one.outputCol(), "z"));
    assertThat(other.transformSchema(raw().schema()).fieldNames()).contains("z");
    assertThat(one.transformSchema(raw().schema()).fieldNames()).contains("y");
    assertThat(other.uid()).isEqualTo(one.uid());
    assertThatThrownBy(() -> one.setBatchSize(0)).hasMessageContaining("batchSize");
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithColumns() {
    ModelFolder folder = model(Regulariser.NONE);
    assertRefused(of(folder).setInputCol("v"), raw(), "no column 'v'", "id, w");
    assertRefused(of(folder).setInputCol("id"), raw(), "'id' is of type int", "14 values");
    assertRefused(of(folder).setOutputCol("id"), raw(), "a column 'id' already");
    assertRefused(new ForecastTransformer().setInputCol("w"), raw(), "modelPath isn't set");
    assertRefused(
        of(folder).setModelPath(dir.resolve("nowhere").toString()),
        raw(),
        "nowhere",
        "holds no model.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "short | a window of 13 values, expected 14 values: 7 rows of 2 features",
        "null  | holds null, expected 14 values",
        "hole  | no number at index 3",
        "nan   | no number at index 3"
      })
  void saysInOneSentenceWhatIsWrongWithAWindow(String what, String said) {
    ForecastTransformer transformer = of(model(Regulariser.NONE));
    List<Double> window = Arrays.stream(SmallModels.raw(60)).boxed().collect(Collectors.toList());
    switch (what) {
      case "short" -> window.remove(0);
      case "hole" -> window.set(3, null);
      case "nan" -> window.set(3, Double.NaN);
      default -> window = null;
    }
    List<Object> windows = new ArrayList<>();
    windows.add(SmallModels.raw(70));
    windows.add(window);
    Dataset<Row> rows = SmallModels.rows(spark, DOUBLES, windows);
    assertThatThrownBy(() -> transformer.transform(rows).collectAsList())
        .hasRootCauseInstanceOf(BadInputException.class)
        .rootCause()
        .hasMessageContaining("column 'w' holds")
        .hasMessageContaining(said);
  }

  @Test
  void damagedWeightsAreNoticed() throws IOException {
    ModelFolder folder = model(Regulariser.SYNAPTIC_PRUNING);
    Path weights = SmallModels.path(folder).resolve("model-0000.params");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> of(folder).transform(raw()).count())
        .rootCause()
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("model-0000.params: is damaged");
    Files.delete(weights);
    assertThatThrownBy(() -> of(folder).transform(raw()).collectAsList())
        .hasStackTraceContaining("model-0000.params: can't be read");
    Files.writeString(SmallModels.path(folder).resolve("model.json"), "{}");
    assertRefused(of(folder), raw(), "model.json", "expected");
  }

  private static void assertRefused(
      ForecastTransformer transformer, Dataset<Row> rows, String... said) {
    assertThatThrownBy(() -> transformer.transform(rows))
        .isInstanceOf(BadInputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(said).doesNotContain("\n"));
    assertThatThrownBy(() -> transformer.transformSchema(rows.schema()))
        .isInstanceOf(BadInputException.class);
  }
}
