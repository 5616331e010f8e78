package org.synprune.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.train.network.Autograd;

/** The forecasters as blocks of DJL against those put together from DJL's own blocks. */
class ForecasterBlocksTest {

  private static final int WINDOWS = 6;
  private static final int FEATURES = 3;

  private final SplittableRandom random = new SplittableRandom(4);

  private static ForecasterSpec spec(Architecture architecture, int lookback, double rate) {
    return new ForecasterSpec(architecture, lookback, FEATURES, 16, rate, rate > 0);
  }

  private static Block initialised(Block block, ForecasterSpec spec, NDManager manager) {
    block.setInitializer(Initializer.ZEROS, parameter -> true);
    block.initialize(manager, DataType.FLOAT32, Forecasters.inputShape(spec));
    float[] drawn =
        PyTorchInitialisation.draw(Forecasters.zeros(spec, manager), new SplittableRandom(3));
    int at = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      NDArray array = entry.getValue().getArray();
      int end = at + (int) array.size();
      array.set(Arrays.copyOfRange(drawn, at, end));
      at = end;
    }
    assertThat(at).isEqualTo(drawn.length);
    return block;
  }

  private NDArray windows(NDManager manager, int lookback) {
    float[] values = new float[WINDOWS * lookback * FEATURES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, new Shape(WINDOWS, lookback, FEATURES));
  }

  private static List<String> parameters(Block block) {
    return block.getParameters().stream()
        .map(one -> one.getKey() + one.getValue().getType() + one.getValue().getShape())
        .toList();
  }

  private static List<FloatBuffer> values(Block block) {
    return block.getParameters().values().stream()
        .map(parameter -> FloatBuffer.wrap(parameter.getArray().toFloatArray()))
        .toList();
  }

  private static byte[] saved(Block block, Path folder) throws IOException {
    try (Model model = Model.newInstance("model", "PyTorch")) {
      model.setBlock(block);
      model.save(folder, "model");
    }
    return Files.readAllBytes(folder.resolve("model-0000.params"));
  }

  @ParameterizedTest
  @CsvSource({"rnn, 1", "rnn, 7", "lstm, 1", "lstm, 7", "patchtst, 1", "patchtst, 16"})
  void haveTheSameParametersAndTheSameFiles(
      Architecture architecture, int lookback, @TempDir Path folder) throws Exception {
    ForecasterSpec spec = spec(architecture, lookback, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      Block ours = initialised(Forecasters.build(spec, random), spec, manager);
      Block theirs = initialised(ReferenceForecasters.build(spec, random), spec, manager);
      assertThat(parameters(ours)).isEqualTo(parameters(theirs));
      byte[] file = saved(theirs, folder);

      // A file of theirs, as earlier versions of this program wrote them, is one of ours.
      try (Model model = Model.newInstance("model", "PyTorch")) {
        model.setBlock(Forecasters.build(spec, random));
        model.load(folder, "model");
        assertThat(parameters(model.getBlock())).isEqualTo(parameters(theirs));
        assertThat(values(model.getBlock())).isEqualTo(values(theirs));
      }
      assertThat(saved(ours, folder)).isEqualTo(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rnn, 1, 0",
    "rnn, 7, 0.3",
    "lstm, 1, 0.3",
    "lstm, 7, 0",
    "lstm, 7, 0.3",
    "patchtst, 1, 0",
    "patchtst, 1, 0.3",
    "patchtst, 16, 0",
    "patchtst, 16, 0.3"
  })
  void haveTheSameForecastsLossesAndGradients(
      Architecture architecture, int lookback, double rate) {
    ForecasterSpec spec = spec(architecture, lookback, rate);
    try (NDManager manager = NDManager.newBaseManager()) {
      Block ours = Forecasters.build(spec, new SplittableRandom(9));
      Block theirs = ReferenceForecasters.build(spec, new SplittableRandom(9));
      NDArray windows = windows(manager, lookback);
      List<float[]> expected = trained(initialised(theirs, spec, manager), windows);
      List<float[]> actual = trained(initialised(ours, spec, manager), windows);
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.size(); i++) {
        for (int k = 0; k < actual.get(i).length; k++) {
          float near = 4e-6f * Math.max(1, Math.abs(expected.get(i)[k]));
          assertThat(actual.get(i)[k]).isCloseTo(expected.get(i)[k], within(near));
        }
      }
    }
  }

  /** Of each of two passes: forecasts, then the gradient of each parameter. */
  private static List<float[]> trained(Block block, NDArray windows) {
    NDManager manager = windows.getManager();
    return Autograd.recording(
        () -> {
          ParameterStore store = new ParameterStore(manager, false);
          for (Parameter parameter : block.getParameters().values()) {
            parameter.getArray().setRequiresGradient(true);
          }
          List<float[]> all = new ArrayList<>();
          // The second time, the engine adds to the arrays of the first.
          for (int pass = 0; pass < 2; pass++) {
            NDArray forecasts = block.forward(store, new NDList(windows), true).singletonOrThrow();
            assertThat(forecasts.getShape()).isEqualTo(new Shape(WINDOWS, 1));
            System.gc();
            Autograd.backward(forecasts.mul(forecasts).sum());
            all.add(forecasts.toFloatArray());
            for (Parameter parameter : block.getParameters().values()) {
              try (NDArray gradient = parameter.getArray().getGradient()) {
                all.add(gradient.toFloatArray());
                gradient.subi(gradient);
              }
            }
          }
          return all;
        });
  }

  @ParameterizedTest
  @CsvSource({"rnn, 7", "lstm, 7", "patchtst, 1", "patchtst, 16"})
  void aPassLeavesNothingButItsForecasts(Architecture architecture, int lookback) {
    ForecasterSpec spec = spec(architecture, lookback, 0.3);
    try (NDManager weights = NDManager.newBaseManager();
        NDManager scope = weights.newSubManager()) {
      Block block = initialised(Forecasters.build(spec, random), spec, weights);
      NDArray windows = windows(scope, lookback);
      ParameterStore store = new ParameterStore(weights, false);
      block.forward(store, new NDList(windows), false).close();
      int before = weights.getManagedArrays().size();
      int inScope = scope.getManagedArrays().size();
      for (boolean training : new boolean[] {false, true}) {
        block.forward(store, new NDList(windows), training).close();
        assertThat(weights.getManagedArrays()).hasSize(before);
        assertThat(scope.getManagedArrays()).hasSize(inScope);
      }
    }
  }

  @Test
  void layersAreNotRunAlone() {
    ForecasterSpec spec = spec(Architecture.LSTM, 7, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Architecture architecture : List.of(Architecture.RNN, Architecture.PATCHTST)) {
        Block block = Forecasters.zeros(spec(architecture, 7, 0), manager);
        Block layer =
            block.getChildren().values().get(architecture.equals(Architecture.RNN) ? 0 : 1);
        NDList windows = new NDList(windows(manager, spec.lookback()));
        assertThatThrownBy(() -> layer.forward(new ParameterStore(manager, false), windows, false))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("call forward of the forecaster");
      }
    }
  }
}
