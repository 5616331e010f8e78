package org.synprune.jobs.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.train.batches.BatchSource.Batch;
import org.synprune.jobs.train.dropout.DropoutSource;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.network.StackedNetwork.LossGradient;
import org.synprune.pruning.Placement;
import org.synprune.pruning.dropout.CounterMask;

/** Loops over memory against the engine's operations, which a GPU would run. */
class HostRecurrentStackTest {

  private static final int NETWORKS = 3;
  private static final int MOST = NetworkFixture.WINDOWS;

  private static StackDropout dropout(boolean drops, Placement placement, NDManager manager) {
    List<DropoutSource> sources =
        IntStream.range(0, NETWORKS)
            .mapToObj(
                i ->
                    drops && i > 0
                        ? new DropoutSource.Counted(new CounterMask(0.3, 7 + i))
                        : DropoutSource.NONE)
            .toList();
    return StackDropout.of(sources, placement, manager);
  }

  private static float[] gradient(
      StackedNetwork network, NetworkFixture fixture, boolean drops, int windows) {
    Placement placement = network instanceof RecurrentStack ? Placement.DEVICE : Placement.HOST;
    try (NDManager scope = fixture.manager.newSubManager()) {
      Batch batch = fixture.batches.gather(scope, 0, windows);
      LossGradient slope =
          EngineThread.run(
              () ->
                  network.differentiate(
                      batch.inputs(), batch.labels(), dropout(drops, placement, scope)));
      assertThat(slope.losses().getShape().getShape()).containsExactly(NETWORKS);
      return slope.gradient().toFloatArray();
    }
  }

  private static StackedNetwork host(NetworkFixture fixture) {
    return new HostRecurrentStack(fixture.spec, fixture.layout, fixture.rows);
  }

  @ParameterizedTest
  @CsvSource({
    "rnn, 1, 1, false",
    "rnn, 2, 3, true",
    "rnn, 16, 1, false",
    "lstm, 1, 24, true",
    "lstm, 2, 1, false",
    "lstm, 16, 1, true"
  })
  void gradientsAreThoseOfTheEnginesOperations(
      Architecture architecture, int lookback, int horizon, boolean drops) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, lookback, horizon, NETWORKS)) {
      StackedNetwork engine = new RecurrentStack(fixture.spec, fixture.layout, fixture.rows);
      float[] expected = gradient(engine, fixture, drops, MOST);
      float[] actual = gradient(host(fixture), fixture, drops, MOST);
      double largest =
          IntStream.range(0, expected.length).mapToDouble(i -> expected[i]).max().orElseThrow();
      assertThat(largest).isGreaterThan(0.01);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5 * largest));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"rnn", "lstm"})
  void memoryThatIsUsedAgainLeavesNothingBehind(Architecture architecture) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, 4, NETWORKS)) {
      List<float[]> alone =
          IntStream.rangeClosed(1, MOST)
              .mapToObj(windows -> gradient(host(fixture), fixture, false, windows))
              .toList();
      StackedNetwork network = host(fixture);
      for (int windows : new int[] {2, MOST, 1, 3, MOST, 2}) {
        assertThat(gradient(network, fixture, false, windows)).isEqualTo(alone.get(windows - 1));
      }
      int arrays = fixture.manager.getManagedArrays().size();
      int scopes = fixture.rows.getManager().getManagedArrays().size();
      for (int i = 0; i < 20; i++) {
        gradient(network, fixture, true, MOST);
      }
      assertThat(fixture.manager.getManagedArrays()).as("arrays that stay open").hasSize(arrays);
      assertThat(fixture.rows.getManager().getManagedArrays()).hasSize(scopes);
    }
  }
}
