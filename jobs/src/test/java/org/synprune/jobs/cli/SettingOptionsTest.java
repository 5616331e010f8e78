package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that people try for settings of a grid. */
class SettingOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run --epochs 5          | run: unknown option '--epochs', expected --set training.epochs=5",
        "run --epochs=5          | run: unknown option '--epochs=5', expected --set training.epochs=5",
        "sweep --learning_rate 1 | sweep: unknown option '--learning_rate', expected --set"
            + " training.learning-rate=1e-4",
        "run --lr 0.1            | run: unknown option '--lr', expected --set training.learning-rate",
        "run --hidden 8          | run: unknown option '--hidden', expected --set training.hidden=32",
        "run --sparsity 0.9      | unknown option '--sparsity', expected --set pruning.max-sparsity",
        "run --dropout 0.5       | unknown option '--dropout', expected --set training.dropout-rate",
        // Commands without a grid have no settings.
        "query --epochs 5        | Unknown option: '--epochs'",
      })
  void areAnsweredWithTheSetThatDoesIt(String line, String said) {
    Cli.Ended ended = Cli.run(line.split(" ", -1));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains(said);
  }
}
