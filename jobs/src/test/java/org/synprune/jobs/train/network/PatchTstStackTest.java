package org.synprune.jobs.train.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.patchtst.ForecasterDropout;
import org.synprune.jobs.model.patchtst.HostRoom;
import org.synprune.jobs.model.patchtst.PatchTstNetwork;
import org.synprune.jobs.model.patchtst.PatchTstPass;

/** Passes on the host against those of the engine's operations, which GPUs take. */
class PatchTstStackTest {

  private static final Offset<Float> CLOSE = Offset.offset(2e-5f);

  /** The same factors each time, and what was asked for. */
  private static final class Factors implements ForecasterDropout {

    private final boolean learns;
    private final SplittableRandom random = new SplittableRandom(5);
    private final List<NDArray> drawn = new ArrayList<>();

    Factors(boolean learns) {
      this.learns = learns;
    }

    @Override
    public boolean any() {
      return true;
    }

    @Override
    public NDArray factors(NDManager manager, Shape shape) {
      Shape all = new Shape(2).addAll(shape);
      float[] values = new float[Math.toIntExact(all.size())];
      for (int i = 0; i < values.length; i++) {
        // Learned noise has both signs.
        values[i] =
            learns ? (float) (1 + random.nextGaussian()) : random.nextInt(10) < 3 ? 0 : 1.4f;
      }
      NDArray factors = manager.create(values, all);
      drawn.add(factors);
      return factors;
    }

    @Override
    public boolean learns() {
      return learns;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // each array is compared by itself
  private record Result(float[] forecasts, Map<String, float[]> gradients, List<float[]> slopes) {}

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "7, false", "7, true", "16, false", "16, true"})
  void droppedPassesAreThoseOfTheEngine(int lookback, boolean learns) {
    try (NetworkFixture fixture = new NetworkFixture(Architecture.PATCHTST, lookback, 2)) {
      Result host = EngineThread.run(() -> result(fixture, true, learns));
      Result engine = EngineThread.run(() -> result(fixture, false, learns));
      assertThat(host.forecasts).containsExactly(engine.forecasts, CLOSE);
      assertThat(host.gradients).containsOnlyKeys(engine.gradients.keySet());
      host.gradients.forEach(
          (path, values) ->
              assertThat(values).as(path).containsExactly(engine.gradients.get(path), CLOSE));
      assertThat(host.slopes).hasSameSizeAs(engine.slopes);
      for (int i = 0; i < host.slopes.size(); i++) {
        assertThat(host.slopes.get(i)).containsExactly(engine.slopes.get(i), CLOSE);
      }
    }
  }

  private static Result result(NetworkFixture fixture, boolean host, boolean learns) {
    PatchTstNetwork network =
        PatchTstStack.network(fixture.spec, fixture.layout, fixture.rows, host);
    try (NDManager scope = fixture.manager.newSubManager()) {
      NDArray inputs = fixture.batches.gather(scope, 0, NetworkFixture.WINDOWS).inputs();
      Factors factors = new Factors(learns);
      PatchTstPass pass = network.pass(inputs, factors, new HostRoom());
      float[] forecasts = pass.output().toFloatArray();
      Map<String, NDArray> gradients = new HashMap<>();
      IdentityHashMap<NDArray, NDArray> byFactors =
          pass.backward(pass.output().duplicate(), gradients);
      Map<String, float[]> values = new HashMap<>();
      gradients.forEach((path, array) -> values.put(path, array.toFloatArray()));
      List<float[]> slopes = new ArrayList<>();
      if (learns) {
        factors.drawn.forEach(one -> slopes.add(byFactors.get(one).toFloatArray()));
      }
      return new Result(forecasts, values, slopes);
    }
  }
}
