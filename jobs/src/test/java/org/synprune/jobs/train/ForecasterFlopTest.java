package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.synprune.jobs.grid.Architecture;

/** Numbers worked out by hand for 3 features and 4 units. */
class ForecasterFlopTest {

  /** 2 x 4 x 1. */
  private static final long HEAD = 8;

  private static ForecasterFlop small(Architecture architecture, int lookback) {
    return new ForecasterFlop(architecture, lookback, 3, 4);
  }

  @Test
  void aRecurrentLayersFirstStepHasNoState() {
    long inputs = 2 * 3 * 4;
    ForecasterFlop rnn = small(Architecture.RNN, 1);
    assertThat(rnn.ofForecast()).isEqualTo(inputs + HEAD).isEqualTo(32);
    assertThat(rnn.ofTraining()).isEqualTo(2 * inputs + 3 * HEAD).isEqualTo(72);
    ForecasterFlop lstm = small(Architecture.LSTM, 1);
    assertThat(lstm.ofForecast()).isEqualTo(4 * inputs + HEAD);
    assertThat(lstm.ofTraining()).isEqualTo(2 * 4 * inputs + 3 * HEAD);
  }

  @Test
  void trainingMultipliesTheStateThreeTimes() {
    long inputs = 2 * 3 * 3 * 4;
    long states = 2 * 2 * 4 * 4;
    ForecasterFlop rnn = small(Architecture.RNN, 3);
    assertThat(rnn.ofForecast()).isEqualTo(inputs + states + HEAD).isEqualTo(144);
    assertThat(rnn.ofTraining()).isEqualTo(2 * inputs + 3 * states + 3 * HEAD).isEqualTo(360);
    assertThat(small(Architecture.LSTM, 3).ofTraining())
        .isEqualTo(4 * (2 * inputs + 3 * states) + 3 * HEAD);
  }

  @Test
  void aTransformerHasMapsAttentionAndFeedForward() {
    // Two patches: embedding 48; in each encoder 4 maps of 64, scores and mixing 32 each,
    // feed-forward twice 256.
    long encoder = 4 * 64 + 2 * 32 + 2 * 256;
    ForecasterFlop two = small(Architecture.PATCHTST, 2);
    assertThat(two.ofForecast()).isEqualTo(48 + 2 * encoder + HEAD).isEqualTo(1720);
    assertThat(two.ofTraining()).isEqualTo(2 * 48 + 3 * (2 * encoder + HEAD)).isEqualTo(5112);
    // Lookback 9 is 5 patches of 2 rows: 5 tokens of 6 inputs.
    assertThat(small(Architecture.PATCHTST, 9).ofForecast())
        .isEqualTo(240 + 2 * (4 * 160 + 2 * 200 + 2 * 640) + HEAD);
  }

  @Test
  void aPatchAloneNeedsNeitherQueryNorKey() {
    // Embedding 24; in each encoder 2 maps of 32, feed-forward twice 128.
    ForecasterFlop one = small(Architecture.PATCHTST, 1);
    assertThat(one.ofForecast()).isEqualTo(24 + 2 * (2 * 32 + 2 * 128) + HEAD).isEqualTo(672);
    assertThat(one.ofTraining()).isEqualTo(2 * 24 + 3 * (672 - 24)).isEqualTo(1992);
  }

  @Test
  void aStepOfTheBenchmarksIsNearHalfAGigaflop() {
    long inputs = 2L * 2 * 64 * 60 * 25 * 256;
    long states = 3L * 2 * 64 * 59 * 64 * 256;
    long head = 3L * 2 * 64 * 64;
    assertThat(64 * new ForecasterFlop(Architecture.LSTM, 60, 25, 64).ofTraining())
        .isEqualTo(inputs + states + head)
        .isBetween(460_000_000L, 480_000_000L);
  }

  @Test
  void aNetworkHasAtLeastOneOfEach() {
    assertThatThrownBy(() -> new ForecasterFlop(Architecture.RNN, 0, 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lookback is 0, features 3, horizon 1, hidden 4, expected 1 or more of each");
  }
}
