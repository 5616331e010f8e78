package org.synprune.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.grid.Architecture;

class InferenceClockTest {

  private static InferenceSetup setup(Architecture architecture, int lookback, double sparsity) {
    return new InferenceSetup(architecture, lookback, 5, 8, 4, sparsity);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void denseAndSparseProductsGiveTheSameNumbers(Architecture architecture) {
    try (PrunedNetwork network = PrunedNetwork.of(setup(architecture, 9, 0.7))) {
      assertThat(network.products()).isNotEmpty();
      for (WeightProduct product : network.products()) {
        float[] dense = product.denseResult();
        float[] sparse = product.sparseResult();
        assertThat(sparse).hasSameSizeAs(dense);
        int vectors = product.vectors();
        int outputs = dense.length / vectors;
        for (int vector = 0; vector < vectors; vector++) {
          for (int output = 0; output < outputs; output++) {
            assertThat(sparse[output * vectors + vector])
                .isCloseTo(dense[vector * outputs + output], within(1e-4f));
          }
        }
      }
    }
  }

  /** Multiplications counted by hand: lookback 9, 5 features, 8 units, 4 windows. */
  @Test
  void productsAreThoseOfAForwardPass() {
    assertThat(multiplications(Architecture.RNN, 0)).isEqualTo(4 * (9 * 5 * 8 + 8 * 8 * 8 + 8));
    assertThat(multiplications(Architecture.LSTM, 0)).isEqualTo(4 * (9 * 5 * 32 + 8 * 8 * 32 + 8));
    // Five patches of two rows, two blocks of four maps and a feed-forward of 32 units.
    assertThat(multiplications(Architecture.PATCHTST, 0))
        .isEqualTo(4 * (5 * 10 * 8 + 2 * 5 * (4 * 8 * 8 + 2 * 8 * 32) + 8));
    // The first step has no state, and a single patch needs no queries and keys.
    assertThat(multiplications(Architecture.LSTM, 1, 0)).isEqualTo(4 * (5 * 32 + 8));
    assertThat(multiplications(Architecture.PATCHTST, 1, 0))
        .isEqualTo(4 * (5 * 8 + 2 * (2 * 8 * 8 + 2 * 8 * 32) + 8));
    // Pruning takes its share of the weights, though not the same of each product.
    assertThat(multiplications(Architecture.PATCHTST, 0.7))
        .isLessThan(multiplications(Architecture.PATCHTST, 0) / 2);
  }

  private static long multiplications(Architecture architecture, double sparsity) {
    return multiplications(architecture, 9, sparsity);
  }

  private static long multiplications(Architecture architecture, int lookback, double sparsity) {
    try (PrunedNetwork network = PrunedNetwork.of(setup(architecture, lookback, sparsity))) {
      return network.products().stream().mapToLong(WeightProduct::multiplications).sum();
    }
  }

  @Test
  void measuresEachNetworkOnce() {
    InferenceSetup rnn = setup(Architecture.RNN, 3, 0.7);
    InferenceSetup patchTst = setup(Architecture.PATCHTST, 3, 0.5);
    Map<InferenceSetup, InferenceTime> times =
        InferenceClock.measure(List.of(rnn, patchTst, setup(Architecture.RNN, 3, 0.7)));
    assertThat(times).containsOnlyKeys(rnn, patchTst);
    times
        .values()
        .forEach(
            time -> {
              assertThat(time.secondsForward()).isBetween(1e-7, 1.0);
              assertThat(time.secondsDense()).isBetween(1e-7, 1.0);
              assertThat(time.secondsCsr()).isBetween(1e-7, 1.0);
            });
    // 8 x 5 + 8 x 8 + 8 weights, 8 + 8 + 1 biases; 70% of the weights rounded down.
    assertThat(times.get(rnn).parameters()).isEqualTo(112 + 17);
    assertThat(times.get(rnn).sparsity()).isEqualTo(78 / 112.0);
    assertThat(times.get(patchTst).sparsity()).isCloseTo(0.5, within(0.001));
  }

  @Test
  void refusesWhatIsNoShare() {
    assertThatThrownBy(() -> setup(Architecture.RNN, 3, 1))
        .hasMessage("sparsity is 1.0, expected in [0, 1)");
    assertThatThrownBy(() -> new InferenceSetup(Architecture.RNN, 3, 5, 8, 0, 0.5))
        .hasMessage("batch is 0, expected 1 or more");
  }
}
