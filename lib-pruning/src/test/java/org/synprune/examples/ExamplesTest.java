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

  @Test
  void theResidualNetworkBecomesSmallerAndAnswersAsBefore() throws Exception {
    ResNetPictures.Result result = ResNetPictures.run();
    assertThat(result.pruned()).isGreaterThan(0.9);
    assertThat(result.shrunken()).isEqualTo(result.pruned());
    assertThat(result.report().sparsity()).isEqualTo(0.5);
    assertThat(result.shrunk().kept()).isEmpty();
    // 8 of 16 filters, each with 72 weights of its own and 72 of the next convolution, a bias and
    // four numbers of a normalisation
    assertThat(result.shrunk().removed()).isEqualTo(8 * (72 + 72 + 1 + 4));
  }

  @Test
  void theTransformerWorksWithTwoOfFour() throws Exception {
    TransformerTwoOfFour.Result result = TransformerTwoOfFour.run();
    assertThat(result.accuracy()).isGreaterThan(0.9);
    assertThat(result.masks().sparsity()).isEqualTo(0.5);
    for (String path : result.masks().paths()) {
      float[] mask = result.masks().toFloatArray(path);
      for (int i = 0; i < mask.length; i += 4) {
        assertThat(mask[i] + mask[i + 1] + mask[i + 2] + mask[i + 3]).isEqualTo(2);
      }
    }
  }

  @Test
  void zerosOfAnotherProgramStay(@TempDir Path folder) throws Exception {
    FineTunePruned.Result result = FineTunePruned.run(folder);
    assertThat(result.before()).isEqualTo(0.85, within(0.001));
    assertThat(result.after()).isEqualTo(result.before());
    assertThat(result.tuned()).isGreaterThan(result.pruned()).isGreaterThan(0.9);
    assertThat(result.saved().sparsity()).isEqualTo(result.before());
  }
}
