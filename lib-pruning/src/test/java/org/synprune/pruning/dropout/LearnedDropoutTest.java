package org.synprune.pruning.dropout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LearnedDropoutTest {

  private NDManager manager;
  private ParameterStore store;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    store = new ParameterStore(manager, false);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray forward(Block block, NDArray x, boolean training) {
    return block.forward(store, new NDList(x), training).singletonOrThrow();
  }

  private <B extends Block> B initialized(B block, Shape shape) {
    block.initialize(manager, DataType.FLOAT32, shape);
    return block;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static NDArray logit(Block block) {
    return block.getParameters().get("logit").getArray();
  }

  /** Compares the logit's gradient with a central difference in doubles. */
  private void assertGradient(Block block, Supplier<NDArray> loss, DoubleUnaryOperator exact) {
    double x = logit(block).toFloatArray()[0];
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray value = loss.get();
      assertThat((double) value.getFloat())
          .isEqualTo(exact.applyAsDouble(x), within(1e-4 * Math.abs(exact.applyAsDouble(x))));
      // A number that the engine only references would be freed by now.
      System.gc();
      byte[][] rubbish = new byte[50][1 << 16];
      assertThat(rubbish[49]).isNotNull();
      collector.backward(value);
    }
    double slope = (exact.applyAsDouble(x + 1e-5) - exact.applyAsDouble(x - 1e-5)) / 2e-5;
    assertThat((double) logit(block).getGradient().toFloatArray()[0])
        .isEqualTo(slope, within(1e-3 * Math.abs(slope)));
  }

  @Test
  void concreteDropoutDropsItsRateAndKeepsTheMean() {
    int n = 100_000;
    var dropout = initialized(new ConcreteDropout(0.3, 7), new Shape(n));
    assertThat(dropout.rate()).isEqualTo(0.3, within(1e-6));
    float[] y = forward(dropout, manager.ones(new Shape(n)), true).toFloatArray();
    double sum = 0;
    int low = 0;
    for (float value : y) {
      assertThat(value).isBetween(0f, 1.0001f / 0.7f);
      sum += value;
      low += value < 0.5 / 0.7 ? 1 : 0;
    }
    // z is above one half exactly if an ordinary dropout with the same noise would drop
    assertThat((double) low / n).isEqualTo(0.3, within(0.008));
    assertThat(sum / n).isEqualTo(1, within(0.02));
    NDArray x = manager.ones(new Shape(n));
    assertThat(forward(dropout, x, false)).isSameAs(x);
  }

  @Test
  void concreteDropoutsPenaltyIsTheDivergenceAndTrainsTheRate() {
    var dropout = initialized(new ConcreteDropout(0.2, 7), new Shape(2, 5));
    NDArray weights = manager.create(new float[] {1, -2, 3}, new Shape(1, 3));
    weights.setRequiresGradient(true);
    assertGradient(
        dropout,
        () -> dropout.penalty(weights, 0.01, 0.5),
        x -> {
          double p = sigmoid(x);
          return 0.01 * 14 / (1 - p) + 0.5 * 5 * (p * Math.log(p) + (1 - p) * Math.log(1 - p));
        });
    // d/dw of 0.01 w^2 / 0.8
    assertThat(weights.getGradient().toFloatArray())
        .containsExactly(new float[] {0.025f, -0.05f, 0.075f}, within(1e-5f));
  }

  @Test
  void theRateLearnsThroughTheDroppedInput() {
    NDArray x = manager.create(new float[] {0.3f, -1, 2, 0.7f}, new Shape(1, 4));
    var random = new SplittableRandom(9);
    double[] noise = new double[4];
    float[] inputs = x.toFloatArray();
    for (int i = 0; i < 4; i++) {
      double u = random.nextDouble(1e-7, 1 - 1e-7);
      noise[i] = Math.log(u / (1 - u));
    }
    var dropout = initialized(new ConcreteDropout(0.2, 9), new Shape(1, 4));
    assertGradient(
        dropout,
        () -> forward(dropout, x, true).sum(),
        logit -> {
          double sum = 0;
          for (int i = 0; i < 4; i++) {
            sum += inputs[i] * sigmoid(-(logit + noise[i]) / 0.1) / sigmoid(-logit);
          }
          return sum;
        });
  }

  @Test
  void variationalDropoutIsGaussianNoiseOfVarianceAlpha() {
    int n = 100_000;
    var dropout = initialized(new VariationalDropout(0.2, 7), new Shape(n));
    assertThat(dropout.alpha()).isEqualTo(0.25, within(1e-6));
    NDArray twos = manager.ones(new Shape(n)).mul(2);
    float[] y = forward(dropout, twos, true).toFloatArray();
    double mean = 0;
    double variance = 0;
    for (float value : y) {
      mean += value / n;
      variance += (value - 2) * (value - 2) / n;
    }
    assertThat(mean).isEqualTo(2, within(0.02));
    assertThat(variance).isEqualTo(4 * 0.25, within(0.03));
    assertThat(forward(dropout, twos, false)).isSameAs(twos);
    float[] again =
        forward(initialized(new VariationalDropout(0.2, 7), new Shape(n)), twos, true)
            .toFloatArray();
    assertThat(again).containsExactly(y);
  }

  @Test
  void variationalDropoutsPenaltyIsTheDivergenceAndTrainsAlpha() {
    var dropout = initialized(new VariationalDropout(0.2, 7), new Shape(4));
    assertGradient(
        dropout,
        () -> dropout.penalty(manager, 3),
        x -> {
          double a = sigmoid(x);
          double cubic = 1.16145124 * a - 1.50204118 * a * a + 0.58629921 * a * a * a;
          return -3 * (0.5 * Math.log(a) + cubic);
        });
  }

  @Test
  void aPassLeavesNothingWithTheParameters() {
    var concrete = initialized(new ConcreteDropout(0.2, 7), new Shape(2, 5));
    var variational = initialized(new VariationalDropout(0.2, 7), new Shape(2, 5));
    assertThat(concrete.getOutputShapes(new Shape[] {new Shape(2, 5)}))
        .containsExactly(new Shape(2, 5));
    assertThat(variational.getOutputShapes(new Shape[] {new Shape(3)}))
        .containsExactly(new Shape(3));
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 3; i++) {
      try (NDManager batch = manager.newSubManager()) {
        NDArray x = batch.ones(new Shape(2, 5));
        NDArray y = forward(variational, forward(concrete, x, true), true);
        concrete.penalty(y, 0.1, 0.1).add(variational.penalty(batch, 1));
      }
    }
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void ratesOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> new ConcreteDropout(1, 1)).hasMessageContaining("but is 1.0");
    assertThatThrownBy(() -> new ConcreteDropout(0, 1)).hasMessageContaining("but is 0.0");
    assertThatThrownBy(() -> new VariationalDropout(0, 1)).hasMessageContaining("but is 0.0");
    assertThatThrownBy(() -> new VariationalDropout(0.5, 1)).hasMessageContaining("but is 0.5");
  }

  @Test
  void aSharedAxisIsDroppedOrKeptAsAWhole() {
    var dropout = McDropout.builder().optRate(0.5).optSeed(3).optSharedAxis(1).build();
    NDArray y = forward(dropout, manager.ones(new Shape(40, 7, 30)), true);
    for (int step = 1; step < 7; step++) {
      assertThat(y.get(new NDIndex(":, {}", step))).isEqualTo(y.get(":, 0"));
    }
    double dropped = 1 - y.get(":, 0").mean().getFloat() / 2;
    // five standard deviations of the binomial of 1200
    assertThat(dropped).isEqualTo(0.5, within(5 * Math.sqrt(0.25 / 1200)));
    assertThatThrownBy(() -> forward(dropout, manager.ones(new Shape(4)), true))
        .hasMessage("The shared axis is 1, but the input's shape is (4).");
    assertThatThrownBy(() -> McDropout.builder().optSharedAxis(-1))
        .hasMessageContaining("but is -1");
  }
}
