package org.synprune.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.grid.Architecture;

/**
 * Recurrent forecasters without gradients, where DJL's own LSTM is wrong on some processors,
 * against those worked out by hand.
 */
class RecurrentForecasterTest {

  private static final double ROUNDING = 5e-6;

  @Test
  void forecastsAreRightForEverySize() {
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Architecture architecture : List.of(Architecture.RNN, Architecture.LSTM)) {
        for (int units : RecurrentByHand.UNITS) {
          Block block = Forecasters.zeros(RecurrentByHand.spec(architecture, units), manager);
          RecurrentByHand.draw(block, units);
          assertThat(RecurrentByHand.largestError(block, architecture, units, manager))
              .as("%s of %d units", architecture, units)
              .isLessThan(ROUNDING);
        }
      }
    }
  }

  @Test
  void forecastsAreRightWithoutAvx512Too(@TempDir Path folder) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RecurrentByHand.class.getName())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(out.lines()).hasSize(2 * RecurrentByHand.UNITS.length);
    assertThat(out.lines())
        .allSatisfy(
            line ->
                assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .isLessThan(ROUNDING));
  }

  @Test
  void modelsThatDjlLoadsForecastRightly(@TempDir Path folder)
      throws IOException, ModelException, TranslateException {
    for (int units : RecurrentByHand.UNITS) {
      ForecasterSpec spec = RecurrentByHand.spec(Architecture.LSTM, units);
      String name = "lstm" + units;
      try (NDManager manager = NDManager.newBaseManager();
          Model model = Model.newInstance(name, "PyTorch")) {
        Block block = Forecasters.zeros(spec, manager);
        RecurrentByHand.draw(block, units);
        model.setBlock(block);
        model.save(folder, name);
      }
      Criteria<NDList, NDList> criteria =
          Criteria.builder()
              .setTypes(NDList.class, NDList.class)
              .optEngine("PyTorch")
              .optModelPath(folder)
              .optModelName(name)
              .optBlock(Forecasters.build(spec, new SplittableRandom(1)))
              .optTranslator(new NoopTranslator())
              .build();
      try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
          Predictor<NDList, NDList> predictor = loaded.newPredictor();
          NDManager manager = NDManager.newBaseManager()) {
        Block block = loaded.getBlock();
        assertThat(RecurrentByHand.largestError(block, Architecture.LSTM, units, manager))
            .as("%d units", units)
            .isLessThan(ROUNDING);
        NDArray windows = manager.ones(new Shape(2, spec.lookback(), spec.features()));
        float[] predicted = predictor.predict(new NDList(windows)).head().toFloatArray();
        float[] expected =
            block
                .forward(new ParameterStore(manager, false), new NDList(windows), false)
                .head()
                .toFloatArray();
        assertThat(predicted).as(String.format(Locale.ROOT, "%d units", units)).isEqualTo(expected);
      }
    }
  }
}
