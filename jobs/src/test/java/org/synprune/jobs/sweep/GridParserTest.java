package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.sweep.GridParser.Narrowing;
import org.synprune.pruning.Preset;

class GridParserTest {

  private static final ConfFolder BUILT_IN = new ConfFolder(null);

  @TempDir private Path folder;

  @Test
  void thePapersGridIsThePapers() {
    Grid paper = GridParser.read(BUILT_IN, "paper", Narrowing.NOTHING);
    // 96 configurations for each of three networks, 10 seeds.
    assertThat(paper.trials()).hasSize(96 * 3 * 10).doesNotHaveDuplicates();
    assertThat(paper.seeds()).startsWith(42L).endsWith(51L);
    assertThat(paper.variants().get(0).settings()).isEqualTo(TrainingSettings.PAPER);
    assertThat(paper.variants().get(0).settings().pruning()).isEqualTo(PruningSettings.PAPER);
    assertThat(paper.protocols()).containsExactly(Protocol.STRICT);
    assertThat(paper.name()).isEqualTo("paper");
  }

  @Test
  void horizonsAreAnAxisOfTheGrid() throws IOException {
    String plain =
        """
        datasets = [sp500]
        architectures = [rnn]
        lookbacks = [7]
        regularisers = [none]
        seeds = [42]
        training { hidden = [16, 32] }
        """;
    Path without = Files.writeString(folder.resolve("without.conf"), plain);
    Path with = Files.writeString(folder.resolve("with.conf"), plain + "horizon = [1, 24]\n");
    List<Trial> nextStep =
        GridParser.read(BUILT_IN, without.toString(), Narrowing.NOTHING).trials();
    List<Trial> both = GridParser.read(BUILT_IN, with.toString(), Narrowing.NOTHING).trials();
    assertThat(both.stream().map(one -> one.place().network()))
        .containsExactly(
            "rnn hidden=16",
            "rnn hidden=32",
            "rnn hidden=16 horizon=24",
            "rnn hidden=32 horizon=24");
    // A horizon of 1 is no news: the same configurations, and so the same ids.
    assertThat(both.subList(0, 2)).isEqualTo(nextStep);
    assertThat(nextStep.get(0).config()).doesNotContain("horizon");
    assertThat(both.get(2).config()).contains("\"horizon\":24");
    Narrowing set =
        new Narrowing(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            List.of("horizon=24"));
    assertThat(GridParser.read(BUILT_IN, without.toString(), set).trials())
        .isEqualTo(both.subList(2, 4));
  }

  @Test
  void narrowsByTheCommandLine() {
    Narrowing narrowing =
        new Narrowing(
            List.of("sp500"),
            List.of("paper"),
            List.of("rnn", "lstm"),
            List.of(7),
            List.of("none"),
            List.of("1", "42..44"),
            "reference-code",
            List.of());
    Grid grid = GridParser.read(BUILT_IN, "paper", narrowing);
    assertThat(grid.trials()).hasSize(2 * 4);
    assertThat(grid.architectures()).containsExactly(Architecture.RNN, Architecture.LSTM);
    assertThat(grid.seeds()).containsExactly(1L, 42L, 43L, 44L);
    assertThat(grid.variants().get(0).settings().pruning().preset())
        .isEqualTo(Preset.REFERENCE_CODE);
  }

  @Test
  void theLearnedDropoutsAreArms() {
    Narrowing narrowing =
        new Narrowing(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of("concrete-dropout", "variational-dropout"),
            List.of("42"),
            null,
            List.of());
    Grid grid = GridParser.read(BUILT_IN, "paper", narrowing);
    assertThat(grid.arms().stream().map(ArmSpec::regulariser))
        .containsExactly(Regulariser.CONCRETE_DROPOUT, Regulariser.VARIATIONAL_DROPOUT);
    assertThat(grid.trials()).hasSize(4 * 3 * 6 * 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lookbak = 7                       | line 6: unknown key 'lookbak', expected one of",
        "architectures = [rnn, gru]        | names 'gru', expected some of rnn, lstm, patchtst",
        "lookbacks = [seven]               | line 6: key 'lookbacks' is [\"seven\"], expected a",
        "horizon = 0                       | key 'horizon' holds 0, expected 1 to 1,000,000 time",
        "horizon = [1, 24, 1]              | key 'horizon' is [1, 24, 1], expected one number or",
        "horizon = []                      | key 'horizon' is [], expected one number or several",
        "horizon = day                     | key 'horizon' is \"day\", expected a whole number",
        "lookbacks = [0]                   | key 'lookbacks' holds 0, expected 1 row or more",
        "seeds = [\"42..\"]                | key 'seeds' is '42..', expected whole numbers or",
        "seeds = [\"9..7\"]               | key 'seeds' is '9..7', expected the smaller end first",
        "seeds = [\"1..2..3\"]            | key 'seeds' is '1..2..3', expected whole numbers or",
        "seeds = [\"0..1000000\"]         | key 'seeds' is '0..1000000', expected at most 1,000,000",
        "seeds = [\"-9000000000000000000..9000000000000000000\"] | expected at most 1,000,000 seeds",
        "seeds = [\"99999999999999999999\"] | expected whole numbers or ranges such as 42..51",
        "seeds = [\"0..999999\"], lookbacks = [1,2,3,4,5,6,7,8,9,10,11] | more than 10,000,000 trials",
        "seeds = [1, 1]                    | key 'seeds' names something twice",
        "datasets = []                     | key 'datasets' is empty, expected at least one",
        "pruning { max-sparsity = 1.0 }    | line 6: key 'pruning.max-sparsity' is 1.0, expected a",
        "pruning { min-sparsity = -0.1 }   | 'pruning.min-sparsity' is -0.1, expected a share in",
        "pruning { preset = theirs }       | is 'theirs', expected one of paper, reference-code",
        "training { epochs = none }        | key 'training.epochs' is \"none\", expected a whole",
        "training { epochs = 0 }           | key 'training.epochs' is 0, expected 1 or more",
        "training { epoch = 20 }           | unknown key 'training.epoch', expected one of",
        "training { epochs = 2.9 }         | key 'training.epochs' holds 2.9, expected a whole number",
        "lookbacks = [7.5]                 | key 'lookbacks' holds 7.5, expected a whole number",
        "generate { gold = 3 }             | key 'generate' names 'gold', which isn't one of the",
        "training { epochs = 2 }, regularisers = [synaptic-pruning] | key 'pruning' warms up for 2",
        "pruning { preset = reference-code }, regularisers = [rigl] | key 'pruning' doesn't suit regulariser 'rigl': The published scripts never regrow",
        "pruning { warmup = 0 }, regularisers = [synaptic-growth] | 'pruning' doesn't suit regulariser 'synaptic-growth': Growth must go",
        "training { epochs = 2 }, regularisers = [random-pruning] | key 'pruning' warms up for 2",
        "training { hidden = 30 }, architectures = [patchtst] | key 'training' has hidden = 30",
        "training { dropout-rate = 0.5 }, regularisers = [variational-dropout] | key 'training' has"
            + " dropout-rate = 0.5, expected above 0 and below 0.5 for variational-dropout",
        "training { dropout-rate = 0 }, regularisers = [concrete-dropout] | key 'training' has",
        "attempts = [                      | not valid HOCON",
      })
  void badKeysAndValuesAreNamedWithFileAndLine(String line, String said) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.conf"),
            "datasets = [sp500]\narchitectures = [rnn]\nlookbacks = [7]\nregularisers = [none]\n"
                + "seeds = [42]\n"
                + line.strip()
                + "\n");
    assertThatThrownBy(() -> GridParser.read(BUILT_IN, file.toString(), Narrowing.NOTHING))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("mine.conf")
        .hasMessageContaining(said.strip());
  }

  @Test
  void unknownNamesAreAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> GridParser.read(BUILT_IN, "papper", Narrowing.NOTHING))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("'papper'")
        .hasMessageContaining("paper, quick");
    assertThatThrownBy(() -> GridParser.read(BUILT_IN, "nowhere/x.conf", Narrowing.NOTHING))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nowhere/x.conf: no such file");
    String given = folder.resolve("folder.conf").toString();
    assertThat(new java.io.File(given).mkdir()).isTrue();
    assertThatThrownBy(() -> GridParser.read(BUILT_IN, given, Narrowing.NOTHING))
        .isInstanceOf(BadInputException.class)
        .hasMessage(given + ": is a folder, expected a HOCON file of grids");
    assertThatThrownBy(() -> GridParser.read(BUILT_IN, "pom.xml/x.conf", Narrowing.NOTHING))
        .isInstanceOf(BadInputException.class)
        .hasMessage("pom.xml/x.conf: can't be read: Not a directory");
    Narrowing gru =
        new Narrowing(
            List.of(), List.of(), List.of("gru"), List.of(), List.of(), List.of(), null, List.of());
    assertThatThrownBy(() -> GridParser.read(BUILT_IN, "quick", gru))
        .isInstanceOf(BadInputException.class)
        .hasMessage("--architecture is 'gru', expected one of rnn, lstm, patchtst");
  }
}
