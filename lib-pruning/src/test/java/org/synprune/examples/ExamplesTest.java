package org.synprune.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {

  @Test
  void theClassifierIsGoodWithATenthOfItsWeights() throws Exception {
    DigitsMlp.Result result = DigitsMlp.run();
    assertThat(result.accuracy()).isGreaterThan(0.9);
    assertThat(result.report().total()).isEqualTo(784 * 128 + 128 * 10);
    assertThat(result.report().sparsity()).isCloseTo(0.9, within(0.01));
  }

  @Test
  void theForecasterIsBetterThanTheLastValueWithHalfOfItsUnits() throws Exception {
    LstmForecaster.Result result = LstmForecaster.run();
    assertThat(result.error()).isLessThan(result.naiveError() / 2);
    // 12 of 24 units, each with 4 gates of 1 input and 24 states
    assertThat(result.report().pruned()).isEqualTo(12 * 4 * 25);
    assertThat(result.report().layers()).hasSize(2);
  }

  @Test
  void theLoadedModelComesBackFromItsSmallFile(@TempDir Path folder) throws Exception {
    PruneLoadedModel.Result result = PruneLoadedModel.run(folder);
    assertThat(result.trained()).isGreaterThan(0.9);
    assertThat(result.tuned()).isGreaterThan(result.pruned()).isGreaterThan(0.9);
    assertThat(result.reloaded()).isEqualTo(result.tuned());
    assertThat(result.sparseBytes()).isLessThan(result.bytes() / 6);
  }
}
