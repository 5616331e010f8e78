package org.synprune.jobs.train.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.model.PyTorchInitialisation;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.FlatParameters;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.batches.BatchSource.Batch;
import org.synprune.jobs.train.batches.DeviceBatches;
import org.synprune.jobs.train.batches.DeviceSeries;
import org.synprune.jobs.train.batches.HostBatches;
import org.synprune.jobs.train.batches.SeriesOnDevice;
import org.synprune.jobs.train.batches.WindowForm;
import org.synprune.jobs.train.dropout.DropoutSource;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.network.StackedNetwork.Slope;
import org.synprune.jobs.train.stack.ForecasterStacks;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.dropout.DropoutMask;

/**
 * The stacked networks against DJL's blocks and the engine's gradients, and against differences.
 */
public class StackedNetworkTest {

  private static final Series SERIES = TestSeries.sine(300, Protocol.STRICT);
  private static final int WINDOWS = 5;

  /** Some networks, side by side and as blocks. */
  public static final class Fixture implements AutoCloseable {
    public final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    public final ForecasterSpec spec;
    public final Block block;
    public final ParameterLayout layout;
    public final float[][] declared;
    public final NDArray rows;
    public final StackedNetwork network;
    public final HostBatches batches;
    public final int[][] orders;

    public Fixture(Architecture architecture, int lookback, int networks) {
      spec = new ForecasterSpec(architecture, lookback, SERIES.width(), 32, 0, false);
      block = Forecasters.build(spec, new SplittableRandom(1));
      block.setInitializer(Initializer.ZEROS, parameter -> true);
      block.initialize(manager, DataType.FLOAT32, Forecasters.inputShape(spec));
      layout = new ParameterLayout(block);
      declared = new float[networks][];
      orders = new int[networks][];
      NDList each = new NDList();
      for (int i = 0; i < networks; i++) {
        SplittableRandom random = new SplittableRandom(10 + i);
        declared[i] = PyTorchInitialisation.draw(block, random);
        each.add(manager.create(layout.fromDeclared(declared[i])));
        orders[i] = random.ints(WINDOWS, lookback, SERIES.info().rows()).toArray();
      }
      rows = NDArrays.stack(each);
      ForecasterStacks factory = new ForecasterStacks(spec, SERIES, layout, Optional.empty());
      network = factory.network(rows);
      batches = new HostBatches(SERIES, lookback, WindowForm.of(spec));
      batches.order(orders);
    }

    Slope slope(NDManager scope) {
      Batch batch = batches.gather(scope, 0, WINDOWS);
      return network.differentiate(batch.inputs(), batch.labels(), StackDropout.NONE);
    }

    NDArray windows(int network) {
      float[] values = new float[WINDOWS * spec.lookback() * SERIES.width()];
      for (int i = 0; i < WINDOWS; i++) {
        int length = spec.lookback() * SERIES.width();
        int from = (orders[network][i] - spec.lookback()) * SERIES.width();
        System.arraycopy(SERIES.features(), from, values, i * length, length);
      }
      return manager.create(values, new Shape(WINDOWS, spec.lookback(), SERIES.width()));
    }

    NDArray labels(int network) {
      float[] values = new float[WINDOWS];
      for (int i = 0; i < WINDOWS; i++) {
        values[i] = SERIES.target()[orders[network][i]];
      }
      return manager.create(values, new Shape(WINDOWS, 1));
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RNN, 1",
    "RNN, 2",
    "RNN, 16",
    "LSTM, 1",
    "LSTM, 2",
    "LSTM, 16",
    "PATCHTST, 1",
    "PATCHTST, 16"
  })
  void lossesAndGradientsAreThoseOfTheBlockAndTheEngine(Architecture architecture, int lookback) {
    try (Fixture fixture = new Fixture(architecture, lookback, 3);
        NDManager scope = fixture.manager.newSubManager()) {
      Slope slope = Autograd.recording(() -> fixture.slope(scope));
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
  @EnumSource(Architecture.class)
  void gradientsAgreeWithFiniteDifferencesOfTheirOwnForecasts(Architecture architecture) {
    try (Fixture fixture = new Fixture(architecture, 16, 2);
        NDManager scope = fixture.manager.newSubManager()) {
      Slope slope = Autograd.recording(() -> fixture.slope(scope));
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

  private static double loss(Fixture fixture, float[] weights, int at, float step) {
    float[] moved = weights.clone();
    moved[at] += step;
    try (NDManager scope = fixture.manager.newSubManager()) {
      NDArray pair = NDArrays.stack(new NDList(scope.create(moved), scope.create(moved)));
      ForecasterStacks factory =
          new ForecasterStacks(fixture.spec, SERIES, fixture.layout, Optional.empty());
      fixture.batches.order(new int[][] {fixture.orders[1]});
      NDArray inputs = fixture.batches.gather(scope, 0, WINDOWS).inputs().squeeze(0);
      float[] forecast = factory.network(pair).forecast(inputs, StackDropout.NONE, 1)[0][1];
      double sum = 0;
      for (int i = 0; i < WINDOWS; i++) {
        double error = (double) forecast[i] - SERIES.target()[fixture.orders[1][i]];
        sum += error * error / WINDOWS;
      }
      return sum;
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void aStepKeepsNoMemoryOnceItsScopeIsClosed(Architecture architecture) {
    try (Fixture fixture = new Fixture(architecture, 16, 2)) {
      StackDropout dropout =
          new StackDropout(
              List.of(
                  Optional.of(
                      new DropoutSource.InOrder(new DropoutMask(0.3, new SplittableRandom(1)))),
                  Optional.empty()));
      List<Integer> arrays = new ArrayList<>();
      for (int step = 0; step < 4; step++) {
        try (NDManager scope = fixture.manager.newSubManager()) {
          Batch batch = fixture.batches.gather(scope, 0, WINDOWS);
          Autograd.recording(
              () -> fixture.network.differentiate(batch.inputs(), batch.labels(), dropout));
          fixture.network.forecast(batch.inputs().get(0), dropout, 2);
        }
        arrays.add(fixture.manager.getManagedArrays().size());
      }
      // The first may leave what is used again, such as the engine's own gradients.
      assertThat(arrays.subList(1, arrays.size())).containsOnly(arrays.get(0));
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void theGarbageCollectorChangesNothing(Architecture architecture) {
    try (Fixture fixture = new Fixture(architecture, 16, 2)) {
      float[] quiet =
          Autograd.recording(
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
        for (int i = 0; i < 3; i++) {
          float[] collected =
              Autograd.recording(
                  () -> fixture.slope(fixture.manager.newSubManager()).gradient().toFloatArray());
          assertThat(collected).containsExactly(quiet);
        }
      } finally {
        collector.interrupt();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"RNN, 7", "LSTM, 1", "PATCHTST, 7", "PATCHTST, 14", "PATCHTST, 25"})
  void windowsGatheredOnTheDeviceAreThoseGatheredInMainMemory(Architecture architecture, int rows) {
    try (Fixture fixture = new Fixture(architecture, rows, 3);
        NDManager scope = fixture.manager.newSubManager()) {
      BatchSource device =
          new DeviceBatches(
              fixture.manager,
              SeriesOnDevice.of(SERIES, fixture.manager),
              rows,
              WindowForm.of(fixture.spec));
      device.order(fixture.orders);
      for (int[] range : List.of(new int[] {0, 3}, new int[] {3, WINDOWS})) {
        Batch expected = fixture.batches.gather(scope, range[0], range[1]);
        Batch actual = device.gather(scope, range[0], range[1]);
        assertThat(actual.inputs().getShape()).isEqualTo(expected.inputs().getShape());
        assertThat(actual.inputs().toFloatArray())
            .containsExactly(expected.inputs().toFloatArray());
        assertThat(actual.labels().toFloatArray())
            .containsExactly(expected.labels().toFloatArray());
      }
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
