package org.synprune.bench.peak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.train.ForecasterFlop;

class StepProductTest {

  private static final int NETWORKS = 8;

  @ParameterizedTest
  @CsvSource({
    "rnn, 1",
    "rnn, 3",
    "lstm, 1",
    "lstm, 60",
    "patchtst, 1",
    "patchtst, 7",
    "patchtst, 60"
  })
  void theyDoTheOperationsThatAStepCannotDoWithout(String architecture, String lookback) {
    TrainingCase cell = TrainingCase.of(architecture, lookback, "none");
    // The biases of recurrent layers are a column of the inputs, and a step's slopes by its inputs'
    // weights have all of them.
    boolean recurrent = !cell.architecture().equals(Architecture.PATCHTST);
    int columns = TrainingCase.FEATURES + (recurrent ? 1 : 0);
    ForecasterFlop needed =
        new ForecasterFlop(cell.architecture(), cell.lookback(), columns, TrainingCase.HIDDEN);
    long done = StepProduct.of(cell, NETWORKS).stream().mapToLong(StepProduct::flop).sum();
    assertThat(done)
        .isEqualTo((needed.ofTraining() - attention(cell)) * TrainingCase.BATCH * NETWORKS);
  }

  /** A window's scores and what they mix, forward and both ways back, in two encoders. */
  private static long attention(TrainingCase cell) {
    if (!cell.architecture().equals(Architecture.PATCHTST) || cell.patches() == 1) {
      return 0;
    }
    long product = 2L * cell.patches() * TrainingCase.HIDDEN * cell.patches();
    return 2 * 3 * 2 * product;
  }
}
