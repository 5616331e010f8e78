package org.synprune.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.grid.Architecture;

class ForecastersTest {

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private Block network(Architecture architecture, int lookback, int features) {
    ForecasterSpec spec = new ForecasterSpec(architecture, lookback, features, 64, 0, false);
    return Forecasters.zeros(spec, manager);
  }

  /** Fills the block with drawn weights and returns them by path. */
  private Map<String, float[]> draw(Block block) {
    float[] all = PyTorchInitialisation.draw(block, new SplittableRandom(5));
    Map<String, float[]> byPath = new HashMap<>();
    int start = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      int end = start + (int) entry.getValue().getShape().size();
      float[] values = Arrays.copyOfRange(all, start, end);
      byPath.put(entry.getKey(), values);
      entry.getValue().getArray().set(values);
      start = end;
    }
    return byPath;
  }

  private float[] forecast(Block block, NDArray input) {
    ParameterStore store = new ParameterStore(manager, false);
    NDArray output = block.forward(store, new NDList(input), false).singletonOrThrow();
    assertThat(output.getShape()).isEqualTo(new Shape(input.getShape().get(0), 1));
    return output.toFloatArray();
  }

  @ParameterizedTest
  @CsvSource({
    // 64 * (5 + 64) weights, 2 * 64 biases, head 65
    "rnn, 7, 4609",
    "lstm, 7, 18241",
    // embedding 5 * 64 + 64, positions 7 * 64, two blocks of 4 * (64 * 64 + 64) attention,
    // 64 * 256 + 256 + 256 * 64 + 64 feed-forward, 4 * 64 norms; final norm 128, head 65
    "patchtst, 7, 100993"
  })
  void hasThePapersSize(Architecture architecture, int lookback, int parameters) {
    Block block = network(architecture, lookback, 5);
    long size = block.getParameters().values().stream().mapToLong(p -> p.getShape().size()).sum();
    assertThat(size).isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 1", "8, 2", "14, 2", "15, 3", "30, 3", "31, 4", "60, 4"})
  void patchSizeFollowsThePapersScript(int lookback, int size) {
    assertThat(Patches.of(lookback).rows()).isEqualTo(size);
    Block block = network(Architecture.PATCHTST, lookback, 3);
    draw(block);
    forecast(block, manager.randomNormal(new Shape(4, lookback, 3)));
  }

  @Test
  void patchesThatDoNotFillUpRepeatTheLastRow() {
    Block sixteen = network(Architecture.PATCHTST, 16, 3);
    Block eighteen = network(Architecture.PATCHTST, 18, 3);
    draw(sixteen);
    draw(eighteen);
    NDArray window = manager.randomNormal(new Shape(2, 16, 3));
    NDArray last = window.get(":, -1:");
    NDArray padded = window.concat(last, 1).concat(last, 1);
    assertThat(forecast(sixteen, window)).containsExactly(forecast(eighteen, padded));
    NDArray zeros = manager.zeros(new Shape(2, 2, 3));
    assertThat(forecast(eighteen, window.concat(zeros, 1))).isNotEqualTo(forecast(sixteen, window));
  }

  @Test
  void rnnIsTheTextbookRecurrence() {
    Block block = network(Architecture.RNN, 3, 2);
    Map<String, float[]> weights = draw(block);
    float[] window = {0.5f, -1, 2, 0.25f, -0.75f, 1.5f};
    double[] hidden = new double[64];
    for (int step = 0; step < 3; step++) {
      double[] next = new double[64];
      for (int unit = 0; unit < 64; unit++) {
        double sum =
            weights.get("01recurrent_l_0_i2h_BIAS")[unit]
                + weights.get("01recurrent_l_0_h2h_BIAS")[unit];
        for (int f = 0; f < 2; f++) {
          sum += weights.get("01recurrent_l_0_i2h_WEIGHT")[unit * 2 + f] * window[step * 2 + f];
        }
        for (int from = 0; from < 64; from++) {
          sum += weights.get("01recurrent_l_0_h2h_WEIGHT")[unit * 64 + from] * hidden[from];
        }
        next[unit] = Math.tanh(sum);
      }
      hidden = next;
    }
    double expected = weights.get("03head_bias")[0];
    for (int unit = 0; unit < 64; unit++) {
      expected += weights.get("03head_weight")[unit] * hidden[unit];
    }
    float actual = forecast(block, manager.create(window, new Shape(1, 3, 2)))[0];
    assertThat((double) actual).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-6));
  }

  @Test
  void initialWeightsHavePyTorchsLaws() {
    Map<String, float[]> lstm = draw(network(Architecture.LSTM, 7, 100));
    double recurrent = 1 / Math.sqrt(64);
    lstm.forEach((path, values) -> requireUniform(path, values, recurrent));

    Map<String, float[]> transformer = draw(network(Architecture.PATCHTST, 60, 9));
    requireUniform("embedding", transformer.get("01embedding_weight"), 1 / Math.sqrt(4 * 9));
    requireUniform("bias", transformer.get("01embedding_bias"), 1 / Math.sqrt(4 * 9));
    requireUniform("contract", transformer.get("02encoder_06contract_weight"), 1 / Math.sqrt(256));
    assertThat(transformer.get("05final-norm_gamma")).containsOnly(1);
    assertThat(transformer.get("02encoder_02norm_beta")).containsOnly(0);
    float[] positions = transformer.get("positions");
    double mean = mean(positions, 1);
    double variance = mean(positions, 2) - mean * mean;
    assertThat(mean).isBetween(-0.15, 0.15);
    assertThat(variance).isBetween(0.85, 1.15);
  }

  private static void requireUniform(String name, float[] values, double bound) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).as(name).isLessThanOrEqualTo(bound);
    if (values.length > 500) {
      double sd = Math.sqrt(mean(values, 2));
      assertThat(largest).as(name).isGreaterThan(0.9 * bound);
      assertThat(sd).as(name).isBetween(0.93 * bound / Math.sqrt(3), 1.07 * bound / Math.sqrt(3));
    }
  }

  private static double mean(float[] values, int power) {
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(value, power);
    }
    return sum / values.length;
  }
}
