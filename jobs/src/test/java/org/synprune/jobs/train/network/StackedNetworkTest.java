package org.synprune.jobs.train.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.FlatParameters;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.batches.BatchSource.Batch;
import org.synprune.jobs.train.batches.DeviceBatches;
import org.synprune.jobs.train.batches.DeviceSeries;
import org.synprune.jobs.train.batches.SeriesOnDevice;
import org.synprune.jobs.train.dropout.DropoutSource;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.network.StackedNetwork.LossGradient;
import org.synprune.pruning.Placement;
import org.synprune.pruning.dropout.CounterMask;

/**
 * The stacked networks against DJL's blocks and the engine's gradients, and against differences.
 */
class StackedNetworkTest {

  private static final Series SERIES = NetworkFixture.SERIES;
  private static final int WINDOWS = NetworkFixture.WINDOWS;

  @ParameterizedTest
  @CsvSource({
    "rnn, 1, 1",
    "rnn, 2, 1",
    "rnn, 16, 1",
    "rnn, 16, 3",
    "lstm, 1, 1",
    "lstm, 2, 24",
    "lstm, 16, 1",
    "patchtst, 1, 1",
    "patchtst, 1, 3",
    "patchtst, 7, 1",
    "patchtst, 16, 1",
    "patchtst, 16, 24"
  })
  void lossesAndGradientsAreThoseOfTheBlockAndTheEngine(
      Architecture architecture, int lookback, int horizon) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, lookback, horizon, 3);
        NDManager scope = fixture.manager.newSubManager()) {
      LossGradient slope = EngineThread.run(() -> fixture.slope(scope));
      for (int i = 0; i < 3; i++) {
        try (FlatParameters parameters =
            new FlatParameters(fixture.manager, fixture.block, fixture.declared[i])) {
          NDArray input = fixture.windows(i);
          NDArray label = fixture.labels(i);
          float[] loss = new float[1];
          float[] expected =
              Autograd.recording(
                  () -> {
                    NDArray one =
                        FlatParameters.loss(fixture.block, parameters.training(), input, label);
                    Autograd.backward(one);
                    loss[0] = one.getFloat();
                    return parameters.takeGradient().toFloatArray();
                  });
          assertThat(slope.losses().toFloatArray()[i]).isCloseTo(loss[0], Offset.offset(1e-6f));
          float[] actual = fixture.layout.toDeclared(slope.gradient().get(i)).toFloatArray();
          double norm = norm(expected);
          assertThat(norm).isGreaterThan(0.01);
          float[] difference = new float[actual.length];
          for (int k = 0; k < actual.length; k++) {
            difference[k] = actual[k] - expected[k];
          }
          assertThat(norm(difference) / norm).isLessThan(1e-5);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void gradientsAgreeWithFiniteDifferencesOfTheirOwnForecasts(Architecture architecture) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, 16, 2);
        NDManager scope = fixture.manager.newSubManager()) {
      LossGradient slope = EngineThread.run(() -> fixture.slope(scope));
      float[] analytic = slope.gradient().get(1).toFloatArray();
      SplittableRandom random = new SplittableRandom(3);
      double error = 0;
      double norm = 0;
      float[] weights = fixture.rows.get(1).toFloatArray();
      for (int i = 0; i < 40; i++) {
        int at = random.nextInt(weights.length);
        float step = 1e-2f;
        double numeric =
            (loss(fixture, weights, at, step) - loss(fixture, weights, at, -step)) / (2 * step);
        error += Math.pow(analytic[at] - numeric, 2);
        norm += numeric * numeric;
      }
      assertThat(Math.sqrt(norm)).isGreaterThan(0.005);
      assertThat(Math.sqrt(error / norm)).as("norm %s", Math.sqrt(norm)).isLessThan(0.02);
    }
  }

  private static double loss(NetworkFixture fixture, float[] weights, int at, float step) {
    float[] moved = weights.clone();
    moved[at] += step;
    try (NDManager scope = fixture.manager.newSubManager()) {
      NDArray pair = NDArrays.stack(new NDList(scope.create(moved), scope.create(moved)));
      fixture.batches.order(new int[][] {fixture.orders[1]});
      NDArray inputs = fixture.batches.gather(scope, 0, WINDOWS).inputs();
      float[] forecast =
          StackedNetwork.of(fixture.spec, fixture.block, fixture.layout, pair, Placement.HOST)
              .forecast(inputs, StackDropout.NONE, 1)[0][1];
      double sum = 0;
      for (int i = 0; i < WINDOWS; i++) {
        double error = (double) forecast[i] - SERIES.target()[fixture.orders[1][i]];
        sum += error * error / WINDOWS;
      }
      return sum;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void aStepKeepsNoMemoryOnceItsScopeIsClosed(Architecture architecture) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, 16, 2)) {
      StackDropout dropout =
          StackDropout.of(
              List.of(new DropoutSource.Counted(new CounterMask(0.3, 1)), DropoutSource.NONE),
              Placement.HOST,
              fixture.manager);
      List<Integer> arrays = new ArrayList<>();
      for (int step = 0; step < 4; step++) {
        try (NDManager scope = fixture.manager.newSubManager()) {
          Batch batch = fixture.batches.gather(scope, 0, WINDOWS);
          EngineThread.run(
              () -> fixture.network.differentiate(batch.inputs(), batch.labels(), dropout));
          fixture.network.forecast(batch.inputs().get("0:1"), dropout, 2);
        }
        arrays.add(fixture.manager.getManagedArrays().size());
      }
      // The first may leave what is used again.
      assertThat(arrays.subList(1, arrays.size())).containsOnly(arrays.get(0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void theGarbageCollectorChangesNothing(Architecture architecture) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, 16, 2)) {
      float[] quiet =
          EngineThread.run(
              () -> fixture.slope(fixture.manager.newSubManager()).gradient().toFloatArray());
      Thread collector =
          new Thread(
              () -> {
                try {
                  while (true) {
                    System.gc();
                    Thread.sleep(5);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      collector.start();
      try {
        float[] collected =
            EngineThread.run(
                () -> fixture.slope(fixture.manager.newSubManager()).gradient().toFloatArray());
        assertThat(collected).containsExactly(quiet);
      } finally {
        collector.interrupt();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"rnn, 7, 1", "rnn, 7, 5", "lstm, 1, 1", "patchtst, 7, 2", "patchtst, 25, 1"})
  void windowsGatheredOnTheDeviceAreThoseGatheredInMainMemory(
      Architecture architecture, int rows, int horizon) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, rows, horizon, 3);
        NDManager scope = fixture.manager.newSubManager()) {
      BatchSource device =
          new DeviceBatches(
              fixture.manager, SeriesOnDevice.of(SERIES, fixture.manager), fixture.spec);
      device.order(fixture.orders);
      for (int[] range : List.of(new int[] {0, 3}, new int[] {3, WINDOWS})) {
        Batch expected = fixture.batches.gather(scope, range[0], range[1]);
        Batch actual = device.gather(scope, range[0], range[1]);
        assertThat(actual.inputs().getShape()).isEqualTo(expected.inputs().getShape());
        assertThat(actual.inputs().toFloatArray())
            .containsExactly(expected.inputs().toFloatArray());
        assertThat(actual.labels().getShape())
            .isEqualTo(new Shape(3, range[1] - range[0], horizon))
            .isEqualTo(expected.labels().getShape());
        assertThat(actual.labels().toFloatArray())
            .containsExactly(expected.labels().toFloatArray());
        float[] second = fixture.labels(1).toFloatArray();
        assertThat(actual.labels().get(1).toFloatArray())
            .containsExactly(Arrays.copyOfRange(second, range[0] * horizon, range[1] * horizon));
      }
    }
  }

  @Test
  void ordersAreSentInPartsIfTheyAreLong() {
    try (NetworkFixture fixture = new NetworkFixture(Architecture.RNN, 7, 3);
        NDManager scope = fixture.manager.newSubManager()) {
      SeriesOnDevice series = SeriesOnDevice.of(SERIES, fixture.manager);
      List<float[]> inputs = new ArrayList<>();
      for (int mostAtOnce : new int[] {1, 2 * WINDOWS, 1000}) {
        BatchSource source = new DeviceBatches(fixture.manager, series, fixture.spec, mostAtOnce);
        source.order(fixture.orders);
        inputs.add(source.gather(scope, 0, WINDOWS).inputs().toFloatArray());
      }
      assertThat(inputs.get(0)).containsExactly(inputs.get(2));
      assertThat(inputs.get(1)).containsExactly(inputs.get(2));
    }
  }

  @Test
  void aSeriesIsUploadedOnce() {
    SeriesOnDevice first = DeviceSeries.of(SERIES, Device.cpu());
    assertThat(DeviceSeries.of(TestSeries.sine(300, Protocol.STRICT), Device.cpu()))
        .isSameAs(first);
    assertThat(first.rows().toFloatArray()).containsExactly(SERIES.features());
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
