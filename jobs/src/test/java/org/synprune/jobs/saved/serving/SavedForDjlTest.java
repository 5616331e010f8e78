package org.synprune.jobs.saved.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.score.ForecastTransformer;
import org.synprune.jobs.score.SmallModels;

/** A plain {@code Criteria} of DJL loads what a sweep saved, with our classes on the class path. */
class SavedForDjlTest {

  private static final int WINDOWS = 70;
  private static final int LENGTH = SmallModels.LENGTH;

  @TempDir private Path dir;

  private static float[] window(int i) {
    return floats(SmallModels.raw(60 + i));
  }

  private static List<float[]> windows() {
    return IntStream.range(0, WINDOWS).mapToObj(SavedForDjlTest::window).toList();
  }

  /** What {@code score} forecasts, and the deviations if there are any. */
  private static List<List<Double>> scored(ModelFolder folder) {
    var windows =
        SmallModels.rows(
            LocalSpark.get(), DataTypes.createArrayType(DataTypes.FloatType), windows());
    List<Row> rows =
        new ForecastTransformer()
            .setModelPath(folder.folder().toString())
            .setInputCol("w")
            .setOutputCol("y")
            .transform(windows)
            .orderBy("id")
            .drop("w")
            .collectAsList();
    return IntStream.range(1, rows.get(0).size())
        .mapToObj(column -> rows.stream().map(row -> row.getDouble(column)).toList())
        .toList();
  }

  static <I, O> Criteria<I, O> criteria(Path folder, Class<I> input, Class<O> output) {
    return Criteria.builder()
        .setTypes(input, output)
        .optModelPath(folder)
        .optTranslatorFactory(new ForecastTranslatorFactory())
        .build();
  }

  private ModelFolder saved(Architecture architecture, Regulariser arm) {
    return SmallModels.saved(dir, architecture, arm, 42);
  }

  private ModelFolder saved() {
    return saved(Architecture.RNN, Regulariser.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT, rnn, NONE", "STRICT, rnn, SYNAPTIC_PRUNING", "STRICT, rnn, MC_DROPOUT",
    "STRICT, lstm, NONE", "STRICT, lstm, SYNAPTIC_PRUNING", "STRICT, lstm, MC_DROPOUT",
    "STRICT, patchtst, NONE", "STRICT, patchtst, SYNAPTIC_PRUNING", "STRICT, patchtst, MC_DROPOUT",
    "ANCHORED, rnn, NONE", "ANCHORED, lstm, MC_DROPOUT", "ANCHORED, patchtst, SYNAPTIC_PRUNING"
  })
  void forecastsAreThoseOfScoreToTheLastBit(
      Protocol protocol, Architecture architecture, Regulariser arm) throws Exception {
    ModelFolder folder = SmallModels.saved(dir, protocol, architecture, arm, 42);
    List<List<Double>> expected = scored(folder);
    try (ZooModel<float[], Double> model =
            criteria(SmallModels.path(folder), float[].class, Double.class).loadModel();
        Predictor<float[], Double> predictor = model.newPredictor()) {
      assertThat(predictor.batchPredict(windows())).isEqualTo(expected.get(0));
      assertThat(predictor.predict(window(7))).isEqualTo(expected.get(0).get(7));
    }
    try (ZooModel<double[][], double[]> model =
            criteria(SmallModels.path(folder), double[][].class, double[].class).loadModel();
        Predictor<double[][], double[]> predictor = model.newPredictor()) {
      double[][] doubles =
          IntStream.range(0, WINDOWS).mapToObj(i -> widened(window(i))).toArray(double[][]::new);
      assertThat(predictor.predict(doubles)).containsExactly(array(expected.get(0)));
      assertThat(predictor.predict(new double[0][])).isEmpty();
    }
    arraysOfDjl(folder, expected);
  }

  /** Windows of an anchored model may lie at any level; those of another mayn't. */
  @ParameterizedTest
  @CsvSource({"ANCHORED, rnn", "ANCHORED, lstm", "ANCHORED, patchtst", "STRICT, rnn"})
  void aLevelIsAddedToAnAnchoredForecast(Protocol protocol, Architecture architecture)
      throws Exception {
    ModelFolder folder = SmallModels.saved(dir, protocol, architecture, Regulariser.NONE, 42);
    try (ZooModel<double[], Double> model =
            criteria(SmallModels.path(folder), double[].class, Double.class).loadModel();
        Predictor<double[], Double> predictor = model.newPredictor()) {
      double[] window = SmallModels.raw(100);
      double before = predictor.predict(window);
      for (int i = 0; i < LENGTH; i += 2) {
        window[i] += 1000;
      }
      double after = predictor.predict(window);
      if (protocol == Protocol.ANCHORED) {
        assertThat(after - before).isCloseTo(1000, within(1e-3));
      } else {
        assertThat(after - before).isLessThan(500);
      }
    }
  }

  private static double[] widened(float[] floats) {
    double[] doubles = new double[floats.length];
    Arrays.setAll(doubles, i -> floats[i]);
    return doubles;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Without a translator of ours: floats for floats, with the deviation where there is one. */
  private static void arraysOfDjl(ModelFolder folder, List<List<Double>> expected)
      throws Exception {
    Criteria<NDList, NDList> plain =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(SmallModels.path(folder))
            .build();
    try (ZooModel<NDList, NDList> model = plain.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor();
        NDManager manager = model.getNDManager().newSubManager()) {
      float[] all = new float[WINDOWS * LENGTH];
      for (int i = 0; i < WINDOWS; i++) {
        System.arraycopy(window(i), 0, all, i * LENGTH, LENGTH);
      }
      for (Shape shape :
          List.of(new Shape(WINDOWS, SmallModels.LOOKBACK, 2), new Shape(WINDOWS, LENGTH))) {
        NDList outputs = predictor.predict(new NDList(manager.create(all, shape)));
        assertThat(outputs).hasSameSizeAs(expected);
        for (int k = 0; k < outputs.size(); k++) {
          assertThat(outputs.get(k).getShape()).isEqualTo(new Shape(WINDOWS, 1));
          assertThat(outputs.get(k).toFloatArray()).containsExactly(floats(array(expected.get(k))));
        }
      }
      assertThat(model.describeInput().valueAt(0)).isEqualTo(new Shape(1, SmallModels.LOOKBACK, 2));
    }
  }

  private static float[] floats(double[] doubles) {
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  @Test
  void neitherOrderNorThreadsNorBatchesChangeABit() throws Exception {
    ModelFolder folder = saved(Architecture.LSTM, Regulariser.MC_DROPOUT);
    List<Double> expected = scored(folder).get(0);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (ZooModel<float[], Double> model =
        criteria(SmallModels.path(folder), float[].class, Double.class).loadModel()) {
      List<Future<List<Double>>> tasks = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        Callable<List<Double>> task =
            () -> {
              List<Double> forecasts = new ArrayList<>();
              try (Predictor<float[], Double> predictor = model.newPredictor()) {
                for (int i = 9; i >= 0; i--) {
                  forecasts.add(predictor.predict(window(i)));
                }
              }
              Collections.reverse(forecasts);
              return forecasts;
            };
        tasks.add(threads.submit(task));
      }
      for (Future<List<Double>> task : tasks) {
        assertThat(task.get()).isEqualTo(expected.subList(0, 10));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void badInputIsOneSentence() throws Exception {
    Path folder = SmallModels.path(saved());
    float[] gap = window(0);
    gap[5] = Float.NaN;
    try (ZooModel<float[], Double> model =
            criteria(folder, float[].class, Double.class).loadModel();
        Predictor<float[], Double> predictor = model.newPredictor()) {
      refused(
          () -> predictor.predict(new float[13]),
          "a window has 13 values, expected 14 numbers: 7 rows of 2 features");
      refused(
          () -> predictor.batchPredict(List.of(window(0), gap)),
          "window 1 holds no number at index 5, expected 14 numbers: 7 rows of 2 features");
    }
    Criteria<NDList, NDList> plain =
        Criteria.builder().setTypes(NDList.class, NDList.class).optModelPath(folder).build();
    try (ZooModel<NDList, NDList> model = plain.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor();
        NDManager manager = model.getNDManager().newSubManager()) {
      NDArray turned = manager.zeros(new Shape(1, 2, 7));
      refused(
          () -> predictor.predict(new NDList(turned)),
          "the model was given an array of shape (1, 2, 7), expected windows of 14 numbers: 7 rows"
              + " of 2 features");
      refused(
          () -> predictor.predict(new NDList(turned, turned)),
          "the model was given 2 arrays, expected one of windows");
    }
  }

  private static void refused(Callable<?> call, String message) {
    assertThatThrownBy(call::call)
        .isInstanceOf(TranslateException.class)
        .rootCause()
        .hasMessage(message);
  }

  @Test
  void theBlockForecastsOnly() throws Exception {
    try (ZooModel<float[], Double> model =
        criteria(SmallModels.path(saved()), float[].class, Double.class).loadModel()) {
      NDManager manager = model.getNDManager();
      NDList input = new NDList(manager.zeros(new Shape(1, LENGTH)));
      assertThatThrownBy(
              () -> model.getBlock().forward(new ParameterStore(manager, false), input, true))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("only forecasts");
      assertThatThrownBy(() -> model.save(dir.resolve("copy"), "model"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("copy the folder");
    }
  }

  @Test
  void whoeverDeploysAFolderMayAddSettings() throws Exception {
    ModelFolder folder = saved();
    Path properties = SmallModels.path(folder).resolve("serving.properties");
    assertThat(folder.info().sha256()).containsKey("serving.properties");
    List<Double> expected = scored(folder).get(0);
    Files.writeString(properties, Files.readString(properties) + "minWorkers=1\n");
    ModelStore store = new ModelStore(new ResultStore(dir, "test"));
    assertThat(store.isWhole(folder.info().trialId())).isTrue();
    assertThat(scored(folder).get(0)).isEqualTo(expected);
  }

  @Test
  void aFolderOfAnEarlierVersionIsScoredAsBefore() throws Exception {
    ModelFolder folder = saved();
    List<Double> expected = scored(folder).get(0);
    Path json = SmallModels.path(folder).resolve("model.json");
    Files.writeString(
        json,
        Files.readString(json).replaceAll(",\\s*\"serving.properties\" : \"[0-9a-f]{64}\"", ""));
    Files.delete(SmallModels.path(folder).resolve("serving.properties"));
    ModelFolder earlier = ModelFolder.open(folder.folder());
    assertThat(earlier.info().sha256()).containsOnlyKeys("model-0000.params");
    assertThat(scored(earlier).get(0)).isEqualTo(expected);
    // DJL is told what the file would have said.
    Criteria<float[], Double> told =
        criteria(SmallModels.path(folder), float[].class, Double.class).toBuilder()
            .optEngine("PyTorch")
            .optModelName("model")
            .optArgument("blockFactory", ForecastBlockFactory.class.getName())
            .build();
    try (ZooModel<float[], Double> model = told.loadModel();
        Predictor<float[], Double> predictor = model.newPredictor()) {
      assertThat(predictor.predict(window(0))).isCloseTo(expected.get(0), within(0.0));
    }
  }
}
