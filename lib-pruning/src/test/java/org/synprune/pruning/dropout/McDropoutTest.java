package org.synprune.pruning.dropout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McDropoutTest {

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

  private NDArray forward(McDropout dropout, NDArray x, boolean training) {
    return dropout.forward(store, new NDList(x), training).singletonOrThrow();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 0.5, 0.9})
  void dropsTheRateAndKeepsTheMean(double rate) {
    int n = 200_003;
    var dropout = McDropout.builder().optRate(rate).optSeed(7).build();
    float[] y = forward(dropout, manager.ones(new Shape(n)), true).toFloatArray();
    float kept = (float) (1 / (1 - rate));
    int zeros = 0;
    for (float value : y) {
      assertThat(value == 0 || value == kept).isTrue();
      zeros += value == 0 ? 1 : 0;
    }
    // five standard deviations of the binomial
    double sd = Math.sqrt(n * rate * (1 - rate));
    assertThat((double) zeros).isEqualTo(n * rate, within(5 * sd));
    double mean = (n - zeros) * (double) kept / n;
    assertThat(mean).isEqualTo(1, within(5 * sd * kept / n));
  }

  @Test
  void neighboursAndPassesAreIndependent() {
    int n = 100_000;
    var dropout = McDropout.builder().optRate(0.5).optSeed(3).build();
    NDArray ones = manager.ones(new Shape(n));
    float[] first = forward(dropout, ones, true).toFloatArray();
    float[] second = forward(dropout, ones, true).toFloatArray();
    for (int lag = 1; lag <= 8; lag++) {
      int equal = 0;
      for (int i = lag; i < n; i++) {
        equal += first[i] == first[i - lag] ? 1 : 0;
      }
      assertThat(equal).isBetween(n / 2 - 900, n / 2 + 900);
    }
    int equal = 0;
    for (int i = 0; i < n; i++) {
      equal += first[i] == second[i] ? 1 : 0;
    }
    assertThat(equal).isBetween(n / 2 - 900, n / 2 + 900);
  }

  @Test
  void equalSeedsGiveEqualMasksWhateverElseHappens() {
    NDArray x = manager.randomNormal(new Shape(13, 7, 3));
    var one = McDropout.builder().optSeed(5).build();
    var two = McDropout.builder().optRandom(new SplittableRandom(5)).build();
    var other = McDropout.builder().optSeed(6).build();
    for (int i = 0; i < 3; i++) {
      NDArray y = forward(one, x, true);
      manager.getEngine().setRandomSeed(i);
      manager.randomNormal(new Shape(100));
      assertThat(forward(two, x, true)).isEqualTo(y);
      assertThat(forward(other, x, true)).isNotEqualTo(y);
    }
  }

  @Test
  void doesNotDrawFromTheEnginesGenerator() {
    manager.getEngine().setRandomSeed(1);
    float expected = manager.randomNormal(new Shape(1)).getFloat();
    manager.getEngine().setRandomSeed(1);
    forward(McDropout.builder().build(), manager.ones(new Shape(50)), true);
    assertThat(manager.randomNormal(new Shape(1)).getFloat()).isEqualTo(expected);
  }

  @Test
  void staysOnAtInferenceUnlessToldNotTo() {
    NDArray x = manager.ones(new Shape(1000));
    var monteCarlo = McDropout.builder().optSeed(1).build();
    assertThat(forward(monteCarlo, x, false).eq(0).any().getBoolean()).isTrue();
    var ordinary = McDropout.builder().optSeed(1).optActiveAtInference(false).build();
    assertThat(forward(ordinary, x, false)).isSameAs(x);
    assertThat(forward(ordinary, x, true).eq(0).any().getBoolean()).isTrue();
  }

  @Test
  void rateZeroIsTheIdentity() {
    NDArray x = manager.ones(new Shape(10));
    var dropout =
        McDropout.builder()
            .optRate(0)
            .optRandom(
                () -> {
                  throw new AssertionError("no randomness needed");
                })
            .build();
    assertThat(forward(dropout, x, true)).isSameAs(x);
    assertThat(dropout.rate()).isZero();
    assertThat(McDropout.builder().optRate(0.4).build().rate()).isEqualTo(0.4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void refusesRatesOutsideTheirRange(double rate) {
    assertThatThrownBy(() -> McDropout.builder().optRate(rate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The dropout rate must be in [0, 1), but is " + rate + ".");
  }

  @Test
  void hasNoParametersAndKeepsTheShape() {
    var dropout = McDropout.builder().build();
    assertThat(dropout.getParameters()).isEmpty();
    assertThat(dropout.getOutputShapes(new Shape[] {new Shape(2, 3)}))
        .containsExactly(new Shape(2, 3));
    NDArray half = manager.ones(new Shape(2, 3), DataType.FLOAT64);
    NDArray y = forward(dropout, half, true);
    assertThat(y.getShape()).isEqualTo(new Shape(2, 3));
    assertThat(y.getDataType()).isEqualTo(DataType.FLOAT64);
  }

  @Test
  void gradientsAreExactEvenIfGarbageIsCollectedBeforeTheBackwardPass() {
    var dropout = McDropout.builder().optRate(0.4).optSeed(9).build();
    NDArray x = manager.randomUniform(0.5f, 1.5f, new Shape(64, 64));
    x.setRequiresGradient(true);
    NDArray weights = manager.randomUniform(0.5f, 1.5f, new Shape(64, 64));
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      for (int round = 0; round < 5; round++) {
        NDArray y = forward(dropout, x, true);
        NDArray loss = y.mul(weights).sum();
        // a second pass overwrites any memory that the block reuses
        forward(dropout, x, true);
        trash();
        collector.backward(loss);
        NDArray expected = y.div(x).mul(weights);
        NDArray gradient = x.getGradient();
        assertThat(gradient.sub(expected).abs().max().getFloat()).isLessThan(1e-5f);
        assertThat(gradient.eq(0).any().getBoolean()).isTrue();
        gradient.subi(gradient);
      }
    }
  }

  private static void trash() {
    List<ByteBuffer> garbage = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(i % 2 == 0 ? 4 : 64 * 64 * 4);
      while (buffer.remaining() >= 4) {
        buffer.putFloat(1e30f);
      }
      garbage.add(buffer);
      if (i == 200) {
        System.gc();
      }
    }
    System.gc();
    assertThat(garbage).hasSize(400);
  }

  @Test
  void leavesNothingButItsResultOnTheManager() {
    var dropout = McDropout.builder().build();
    NDArray x = manager.ones(new Shape(5));
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 10; i++) {
      forward(dropout, x, true).close();
    }
    assertThat(manager.getManagedArrays().size()).isEqualTo(before);
  }

  @Test
  void predictAveragesItsPasses() {
    NDArray x = manager.create(new float[] {1, 2}, new Shape(2, 1));
    int before = manager.getManagedArrays().size();
    float[] factors = {1, 2, 6};
    int[] pass = {0};
    NDArray[] constants = new NDArray[3];
    for (int i = 0; i < 3; i++) {
      constants[i] = manager.create(factors[i]);
    }
    var prediction = McDropout.predict(in -> in.mul(constants[pass[0]++]), x, 3);
    assertThat(prediction.mean().getShape()).isEqualTo(new Shape(2, 1));
    assertThat(prediction.mean().toFloatArray()).containsExactly(new float[] {3, 6}, within(1e-6f));
    // deviations -2, -1, 3: sum of squares 14, divided by 3 - 1
    float sd = (float) Math.sqrt(7);
    assertThat(prediction.sd().toFloatArray())
        .containsExactly(new float[] {sd, 2 * sd}, within(1e-5f));
    assertThat(manager.getManagedArrays().size()).isEqualTo(before + 3 + 2);
    assertThat(McDropout.predict(in -> in.add(in), x, 1).sd().toFloatArray()).containsExactly(0, 0);
    assertThatThrownBy(() -> McDropout.predict(in -> in, x, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void predictAcceptsAPassThatReturnsItsInput() {
    NDArray x = manager.create(new float[] {1, 2});
    assertThat(McDropout.predict(in -> in, x, 4).mean().toFloatArray()).containsExactly(1, 2);
    assertThat(x.toFloatArray()).containsExactly(1, 2);
  }

  @Test
  void theMeanOfManyPassesApproachesTheInput() {
    var dropout = McDropout.builder().optRate(0.3).optSeed(2).build();
    NDArray x = manager.ones(new Shape(100));
    var prediction = McDropout.predict(in -> forward(dropout, in, false), x, 400);
    assertThat(prediction.mean().mean().getFloat()).isEqualTo(1f, within(0.02f));
    assertThat(prediction.sd().mean().getFloat())
        .isEqualTo((float) Math.sqrt(0.3 / 0.7), within(0.03f));
  }

  @Test
  void threadsDoNotCorruptEachOthersMasks() throws Exception {
    var dropout = McDropout.builder().optRate(0.5).optSeed(2).build();
    var failures = new java.util.concurrent.atomic.AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 4; t++) {
      int size = 10_000 + 5000 * t;
      var thread =
          new Thread(
              () -> {
                try (NDManager own = NDManager.newBaseManager()) {
                  NDArray x = own.ones(new Shape(size));
                  for (int i = 0; i < 50; i++) {
                    float mean = forward(dropout, x, false).mean().getFloat();
                    if (Math.abs(mean - 1) > 0.06) {
                      failures.incrementAndGet();
                    }
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).hasValue(0);
  }
}
