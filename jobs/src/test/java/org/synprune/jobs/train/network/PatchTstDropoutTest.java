package org.synprune.jobs.train.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.patchtst.ForecasterDropout;
import org.synprune.jobs.model.patchtst.HostRoom;
import org.synprune.jobs.model.patchtst.PatchTstNetwork;
import org.synprune.jobs.model.patchtst.PatchTstPass;
import org.synprune.jobs.train.dropout.DropoutSource;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.pruning.Placement;
import org.synprune.pruning.dropout.CounterMask;

/** Factors of dropout that a transformer draws where it uses them. */
class PatchTstDropoutTest {

  /** A factor for each network, either way. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Scaled(float[] byNetwork, boolean isCounted)
      implements ForecasterDropout, ForecasterDropout.Counted, ForecasterDropout.Place {

    @Override
    public boolean any() {
      return true;
    }

    @Override
    public boolean learns() {
      return false;
    }

    @Override
    public NDArray factors(NDManager manager, Shape shape) {
      Shape each = new Shape(byNetwork.length, 1, 1, 1);
      Shape all = new Shape(byNetwork.length).addAll(shape);
      return manager.create(byNetwork, shape.dimension() == 3 ? each : each.add(1)).broadcast(all);
    }

    @Override
    public Counted counted() {
      return isCounted ? this : null;
    }

    @Override
    public Place next(int rows, int length) {
      return this;
    }

    @Override
    public NDArray factors(NDManager manager) {
      throw new UnsupportedOperationException("the host draws parts");
    }

    @Override
    public void draw(int network, int row, int from, float[] to, int n) {
      Arrays.fill(to, 0, n, byNetwork[network]);
    }

    @Override
    public float kept(int network) {
      return byNetwork[network];
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // each array is compared by itself
  private record Result(float[] forecasts, Map<String, float[]> gradients) {

    static Result of(NetworkFixture fixture, ForecasterDropout dropout, boolean host) {
      PatchTstNetwork network =
          PatchTstStack.network(fixture.spec, fixture.layout, fixture.rows, host);
      try (NDManager scope = fixture.manager.newSubManager()) {
        NDArray inputs = fixture.batches.gather(scope, 0, NetworkFixture.WINDOWS).inputs();
        PatchTstPass pass = network.pass(inputs, dropout, new HostRoom());
        float[] forecasts = pass.output().toFloatArray();
        Map<String, NDArray> gradients = new HashMap<>();
        pass.backward(pass.output().duplicate(), gradients);
        Map<String, float[]> values = new HashMap<>();
        gradients.forEach((path, array) -> values.put(path, array.toFloatArray()));
        return new Result(forecasts, values);
      }
    }

    /** Half the sum of squares, whose slope by a forecast is the forecast. */
    double loss() {
      double sum = 0;
      for (float forecast : forecasts) {
        sum += 0.5 * forecast * forecast;
      }
      return sum;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16})
  void factorsOfEachNetworkAreUsedAsTheEngineUsesThem(int lookback) {
    float[] factors = {1.4f, 1};
    try (NetworkFixture fixture = new NetworkFixture(Architecture.PATCHTST, lookback, 2)) {
      Result host = EngineThread.run(() -> Result.of(fixture, new Scaled(factors, true), true));
      Result engine = EngineThread.run(() -> Result.of(fixture, new Scaled(factors, false), false));
      Offset<Float> close = Offset.offset(2e-5f);
      assertThat(host.forecasts).containsExactly(engine.forecasts, close);
      assertThat(host.gradients).containsOnlyKeys(engine.gradients.keySet());
      host.gradients.forEach(
          (path, values) ->
              assertThat(values).as(path).containsExactly(engine.gradients.get(path), close));
    }
  }

  /** A step along the gradient changes the loss as the gradient says, with the same masks. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16})
  void gradientsAreThoseOfTheMaskedNetwork(int lookback) {
    try (NetworkFixture fixture = new NetworkFixture(Architecture.PATCHTST, lookback, 2)) {
      Result dropped =
          EngineThread.run(() -> Result.of(fixture, masks(fixture, Placement.HOST), true));
      Result whole = EngineThread.run(() -> Result.of(fixture, StackDropout.NONE, true));
      assertThat(dropped.forecasts[0]).isNotEqualTo(whole.forecasts[0]);
      assertThat(dropped.forecasts[NetworkFixture.WINDOWS])
          .as("the second network drops nothing")
          .isEqualTo(whole.forecasts[NetworkFixture.WINDOWS]);

      double squares = 0;
      for (float[] gradient : dropped.gradients.values()) {
        for (float slope : gradient) {
          squares += (double) slope * slope;
        }
      }
      double step = 1e-3 / Math.sqrt(squares);
      double further = moved(fixture, dropped.gradients, step);
      double back = moved(fixture, dropped.gradients, -2 * step);
      assertThat((further - back) / (2 * step)).isCloseTo(squares, Percentage.withPercentage(1));
    }
  }

  private static ForecasterDropout masks(NetworkFixture fixture, Placement placement) {
    return StackDropout.of(
        List.of(new DropoutSource.Counted(new CounterMask(0.3, 5)), DropoutSource.NONE),
        placement,
        fixture.manager);
  }

  /** The engine drops what the host drops, though it computes in another order. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 60})
  void theSameElementsAreDroppedOnTheDevice(int lookback) {
    try (NetworkFixture fixture = new NetworkFixture(Architecture.PATCHTST, lookback, 2)) {
      Result host =
          EngineThread.run(() -> Result.of(fixture, masks(fixture, Placement.HOST), true));
      Result device =
          EngineThread.run(() -> Result.of(fixture, masks(fixture, Placement.DEVICE), false));
      Offset<Float> close = Offset.offset(5e-5f);
      assertThat(device.forecasts).containsExactly(host.forecasts, close);
      host.gradients.forEach(
          (path, values) ->
              assertThat(values).as(path).containsExactly(device.gradients.get(path), close));
    }
  }

  /** Moves the networks along a gradient and gives the loss there. */
  private static double moved(NetworkFixture fixture, Map<String, float[]> gradients, double step) {
    float[] rows = fixture.rows.toFloatArray();
    int length = rows.length / 2;
    fixture
        .layout
        .entries()
        .forEach(
            entry -> {
              float[] gradient = gradients.get(entry.path());
              for (int i = 0; i < gradient.length; i++) {
                int network = i / entry.size();
                int at = network * length + entry.start() + i % entry.size();
                rows[at] += (float) (step * gradient[i]);
              }
            });
    fixture.rows.set(rows);
    return EngineThread.run(() -> Result.of(fixture, masks(fixture, Placement.HOST), true)).loss();
  }
}
