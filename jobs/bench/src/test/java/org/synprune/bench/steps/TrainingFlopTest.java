package org.synprune.bench.steps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

/** Numbers worked out by hand for batch 2, 3 features, 4 units. */
class TrainingFlopTest {

  private static final TrainingFlop SMALL = new TrainingFlop(2, 3, 4);

  /** 3 x (2 x 2 x 4 x 1). */
  private static final long HEAD = 48;

  private static TrainingCase cell(Architecture architecture, int lookback) {
    return new TrainingCase(architecture, lookback, Regulariser.NONE);
  }

  @Test
  void aRecurrentLayersFirstStepHasNoState() {
    long inputs = 2 * (2 * 2 * 3 * 4);
    assertThat(SMALL.ofStep(cell(Architecture.RNN, 1))).isEqualTo(inputs + HEAD).isEqualTo(144);
    assertThat(SMALL.ofStep(cell(Architecture.LSTM, 1))).isEqualTo(4 * inputs + HEAD);
  }

  @Test
  void laterStepsMultiplyTheStateThreeTimes() {
    long inputs = 2 * (2 * (2 * 3) * 3 * 4);
    long states = 3 * (2 * (2 * 2) * 4 * 4);
    assertThat(SMALL.ofStep(cell(Architecture.RNN, 3)))
        .isEqualTo(inputs + states + HEAD)
        .isEqualTo(720);
    assertThat(SMALL.ofStep(cell(Architecture.LSTM, 3))).isEqualTo(4 * (inputs + states) + HEAD);
  }

  @Test
  void aTransformerHasMapsAttentionAndFeedForward() {
    // Two patches: embedding 2 x 96; in each encoder 4 maps x 384, attention 384, feed-forward
    // 3072.
    assertThat(SMALL.ofStep(cell(Architecture.PATCHTST, 2)))
        .isEqualTo(2 * 96 + 2 * (4 * 384 + 384 + 2 * 1536) + HEAD)
        .isEqualTo(10_224);
    // Lookback 9 is 5 patches of 2 rows: 10 tokens of 6 inputs; scores and mixing 2 x 3 x 400.
    assertThat(SMALL.ofStep(cell(Architecture.PATCHTST, 9)))
        .isEqualTo(2 * 480 + 2 * (4 * 960 + 2400 + 2 * 3840) + HEAD);
  }

  @Test
  void aPatchAloneNeedsNeitherQueryNorKey() {
    // Embedding 2 x 48; in each encoder 2 maps x 192, feed-forward 1536.
    assertThat(SMALL.ofStep(cell(Architecture.PATCHTST, 1)))
        .isEqualTo(96 + 2 * (2 * 192 + 1536) + HEAD)
        .isEqualTo(3984);
  }

  @Test
  void ofTheBenchmarksOwnSizes() {
    // 64 x 60 rows of 25 features and 64 x 59 of 64 units into 256 gates: near half a GFLOP.
    long inputs = 2L * 2 * 64 * 60 * 25 * 256;
    long states = 3L * 2 * 64 * 59 * 64 * 256;
    long head = 3L * 2 * 64 * 64;
    assertThat(TrainingFlop.OF_CELLS.ofStep(cell(Architecture.LSTM, 60)))
        .isEqualTo(inputs + states + head)
        .isBetween(460_000_000L, 480_000_000L);
  }
}
