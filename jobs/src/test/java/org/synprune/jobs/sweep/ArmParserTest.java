package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.PruningParts.Role;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.sweep.GridParser.Narrowing;

/** Arms with settings of their own. */
class ArmParserTest {

  private static final ConfFolder BUILT_IN = new ConfFolder(null);

  @TempDir private Path folder;

  private Grid grid(String arms, Narrowing narrowing) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.conf"),
            "datasets = [sp500]\narchitectures = [rnn]\nlookbacks = [7]\nseeds = [42]\n"
                + "regularisers = ["
                + arms
                + "]\n");
    return GridParser.read(BUILT_IN, file.toString(), narrowing);
  }

  private Grid grid(String arms) throws IOException {
    return grid(arms, Narrowing.NOTHING);
  }

  private static Narrowing to(List<String> arms, String... settings) {
    return new Narrowing(
        List.of(), List.of(), List.of(), List.of(), arms, List.of(), null, List.of(settings));
  }

  @Test
  void aListOfSparsitiesIsAnArmEach() throws IOException {
    Grid grid =
        grid(
            "none, { name = \"prune-{max-sparsity}\", type = synaptic-pruning,"
                + " max-sparsity = [0.5, 0.7, 0.9] },"
                + " { name = dropout-50, type = dropout, rate = 0.5 }");
    assertThat(grid.trials())
        .extracting(
            trial -> trial.arm().name(),
            Trial::regulariser,
            trial -> trial.resolved().pruning().maxSparsity(),
            Trial::dropoutRate)
        .containsExactly(
            tuple("none", Regulariser.NONE, 0.7, 0.0),
            tuple("prune-0.5", Regulariser.SYNAPTIC_PRUNING, 0.5, 0.0),
            tuple("prune-0.7", Regulariser.SYNAPTIC_PRUNING, 0.7, 0.0),
            tuple("prune-0.9", Regulariser.SYNAPTIC_PRUNING, 0.9, 0.0),
            tuple("dropout-50", Regulariser.DROPOUT, 0.7, 0.5));
    assertThat(grid.trials())
        .extracting(Trial::settings)
        .containsOnly(grid.variants().get(0).settings());
  }

  @Test
  void everyCombinationOfListsIsAnArm() throws IOException {
    Grid grid =
        grid(
            "{ name = \"{schedule}-{schedule.power}-{warmup}\", type = pruning, warmup = [1, 3],"
                + " schedule { name = polynomial, power = [1, 3] } }");
    assertThat(grid.arms())
        .extracting(ArmSpec::name)
        .containsExactly("polynomial-1-1", "polynomial-1-3", "polynomial-3-1", "polynomial-3-3");
    assertThat(grid.arms().get(2).composition().orElseThrow().parts().get(Role.SCHEDULE))
        .hasToString("polynomial(power=3)");
  }

  @Test
  void armsWithoutSettingsOfTheirOwnKeepTheirIds() throws IOException {
    Trial plain = grid("synaptic-pruning").trial(0);
    assertThat(plain.config()).contains("\"regulariser\":\"synaptic-pruning\"");
    assertThat(grid("{ name = synaptic-pruning, type = synaptic-pruning }").trial(0).config())
        .isEqualTo(plain.config());
  }

  @Test
  void anArmsOwnSettingsArePartOfItsConfiguration() throws IOException {
    Trial trial = grid("{ name = d, type = mc-dropout, rate = 0.5, mc-passes = 7 }").trial(0);
    assertThat(trial.config())
        .contains("{\"mc-passes\":7,\"name\":\"d\",\"rate\":0.5,\"type\":\"mc-dropout\"}");
    assertThat(trial.scoredPasses()).isEqualTo(7);
    // It is a grid file's, so that it can be trained again.
    String arm = trial.config().replaceFirst(".*\"regulariser\":(\\{.*?}).*", "$1");
    assertThat(grid(arm).trial(0).config()).isEqualTo(trial.config());
  }

  @Test
  void theCommandLineChoosesAmongTheGridsArmsAndAllRegularisers() throws IOException {
    String arms = "none, { name = dropout-50, type = dropout, rate = 0.5 }";
    assertThat(grid(arms, to(List.of("dropout-50", "rigl"))).arms())
        .extracting(ArmSpec::name)
        .containsExactly("dropout-50", "rigl");
    assertThatThrownBy(() -> grid(arms, to(List.of("dropout-5"))))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--regulariser is 'dropout-5', expected one of none,")
        .hasMessageEndingWith("(did you mean 'dropout-50'?)");
  }

  @Test
  void theCommandLineSetsWhatTheFileSays() throws IOException {
    Grid grid =
        grid(
            "none",
            to(
                List.of(),
                "training.epochs=5",
                "pruning.max-sparsity = 0.9",
                "lookbacks=14",
                "seeds=1..3",
                "regularisers=[{name = half, type = dropout, rate = 0.5}, none]"));
    assertThat(grid.variants().get(0).settings().epochs()).isEqualTo(5);
    assertThat(grid.variants().get(0).settings().pruning().maxSparsity()).isEqualTo(0.9);
    assertThat(grid.lookbacks()).containsExactly(14);
    assertThat(grid.seeds()).containsExactly(1L, 2L, 3L);
    assertThat(grid.arms()).extracting(ArmSpec::name).containsExactly("half", "none");
  }

  private static final String ARMS =
      "none, dropout, { name = \"prune-{max-sparsity}\", type = synaptic-pruning,"
          + " max-sparsity = [0.5, 0.9] }";

  @Test
  void aGridAsksWhetherPruningHelpsUnlessItSaysElse() throws IOException {
    assertThat(grid(ARMS).question().pairs())
        .map(pair -> pair.treatment() + "/" + pair.against())
        .containsExactly(
            "prune-0.5/none", "prune-0.5/dropout", "prune-0.9/none", "prune-0.9/dropout");
    String asked = "question={ treatment = [prune-0.5, prune-0.9], against = [dropout] }";
    assertThat(grid(ARMS, to(List.of(), asked)).question().pairs())
        .map(pair -> pair.treatment() + "/" + pair.against())
        .containsExactly("prune-0.5/dropout", "prune-0.9/dropout");
    assertThat(grid(ARMS, to(List.of(), "question.against=[none]")).question().pairs()).hasSize(3);
    // Arms that are left out can't answer, and others may be added.
    assertThat(grid(ARMS, to(List.of("none", "rigl"), asked)).question().pairs())
        .map(pair -> pair.treatment() + "/" + pair.against())
        .containsExactly("rigl/none");
    assertThat(grid(ARMS, to(List.of("prune-0.9", "dropout"), asked)).question().pairs())
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "question.treatment=[prune]  | 'question' names 'prune', expected some of none, dropout,",
        "question.treatments=[none]  | unknown key 'question.treatments', expected one of against,"
            + " treatment (did you mean 'treatment'?)",
        "question={ treatment = [none], against = [none] } | 'question' compares no arms, expected",
      })
  void aWrongQuestionIsRefused(String setting, String said) {
    assertThatThrownBy(() -> grid(ARMS, to(List.of(), setting)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(said);
  }

  @Test
  void listsOfTrainingSettingsMakePlaces() throws IOException {
    Grid grid =
        grid(
            "none, dropout", to(List.of(), "training={ hidden = [8, 32], epochs = 5 }", "seeds=7"));
    assertThat(grid.trials())
        .extracting(
            trial -> trial.place().toString(),
            trial -> trial.arm().name(),
            trial -> trial.settings().hidden(),
            trial -> trial.settings().epochs())
        .containsExactly(
            tuple("sp500/strict/rnn hidden=8/7", "none", 8, 5),
            tuple("sp500/strict/rnn hidden=8/7", "dropout", 8, 5),
            tuple("sp500/strict/rnn hidden=32/7", "none", 32, 5),
            tuple("sp500/strict/rnn hidden=32/7", "dropout", 32, 5));
    Grid both =
        grid(
            "none",
            to(List.of(), "training.hidden=[8, 32]", "training.learning-rate=[1e-3, 1e-2]"));
    assertThat(both.variants())
        .map(one -> one.variant().toString())
        .containsExactly(
            "hidden=8 learning-rate=0.001",
            "hidden=8 learning-rate=0.01",
            "hidden=32 learning-rate=0.001",
            "hidden=32 learning-rate=0.01");
    // A trial's id depends on its settings, not on what its grid varies.
    Grid one = grid("none", to(List.of(), "training.hidden=[32]", "training.epochs=5"));
    assertThat(one.trial(0).place()).hasToString("sp500/strict/rnn/7");
    assertThat(one.trial(0).config())
        .isEqualTo(
            grid("none", to(List.of(), "training.hidden=[8,32]", "training.epochs=5"))
                .trial(1)
                .config());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.hidden=[8,8] | key 'training' names something twice",
        "training.hidden=[8,0] | key 'training.hidden' is 0, expected 1 or more",
        "training.dropout-rate=[0.1,0.2] | --set training.dropout-rate: key 'training.dropout-rate'"
            + " is a list, expected one value: give several to arms",
        "pruning.max-sparsity=[0.1,0.2]  | 'pruning.max-sparsity' is a list, expected one value",
      })
  void aWrongListIsRefused(String setting, String said) {
    assertThatThrownBy(() -> grid("none", to(List.of(), setting)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.epoch=5      | --set training.epoch: unknown key 'training.epoch', expected one of"
            + " batch-size, dropout-rate, epochs, hidden, learning-rate, mc-passes, patience (did you"
            + " mean 'epochs'?)",
        "trainin.epochs=5      | --set trainin.epochs: unknown key 'trainin', expected one of",
        "training.epochs=five  | --set training.epochs: key 'training.epochs' is \"five\", expected a",
        "training.epochs=0     | --set training.epochs: key 'training.epochs' is 0, expected 1 or",
        "training.epochs       | --set is 'training.epochs', expected KEY=VALUE such as",
        "=5                    | --set is '=5', expected KEY=VALUE such as training.epochs=5",
        "a..b=5                | --set a..b is '5', expected a value as in a grid file",
        "training.epochs=[     | --set training.epochs is '[', expected a value as in a grid file",
        "pruning=5             | --set pruning: key 'pruning' is 5, expected an object",
      })
  void aWrongSettingNamesTheOption(String setting, String said) {
    assertThatThrownBy(() -> grid("none", to(List.of(), setting)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pruning                             | line 5: key 'regularisers' names 'pruning', expected"
            + " some of none,",
        "[none]                              | line 5: key 'regularisers' holds [\"none\"], expected",
        "{ type = dropout }                  | key 'regularisers.name' is missing",
        "{ name = x }                        | key 'regularisers.type' is missing",
        "{ name = x, type = droput }         | 'regularisers.type' is 'droput', expected one of none",
        "{ name = x, type = none, rate = 0 } | unknown key 'regularisers.rate', expected one of name,"
            + " type",
        "{ name = x, type = rigl, warmup = 1 } | unknown key 'regularisers.warmup', expected one of",
        "{ name = x, type = dropout, rate = 1 } | whose dropout-rate is 1.0, expected a share",
        "{ name = x, type = snip, max-sparsity = [0.5, 0.6] } | key 'regularisers.name' is 'x' for"
            + " several arms, expected a name that tells them apart, such as 'snip-{max-sparsity}'",
        "{ name = \"x{sparsity}\", type = snip } | key 'regularisers.name' holds {sparsity}, expected",
        "{ name = rigl, type = snip }        | 'regularisers.name' gives the name 'rigl' to an arm",
        "{ name = \"a b\", type = snip }     | 'regularisers.name' names 'a b', expected up to 60",
        "{ name = x, type = synaptic-pruning, warmup = 15 } | holds arm 'x', which warms up for 15",
        "{ name = x, type = pruning, saliency = size } | saliency = 'size', expected one of magnitude",
        "{ name = x, type = pruning, scope = all } | scope = 'all', expected one of global, uniform",
        "{ name = x, type = pruning, schedule { name = cubic, power = 2 } } | schedule 'cubic' has"
            + " 'power', expected no settings",
        "{ name = x, type = pruning, structure { name = n-of-m, n = 2 } } | 'n-of-m' has no m",
        "{ name = x, type = pruning, structure { name = n-of-m, n = 2, m = 4 } } | arm 'x', which"
            + " doesn't go together: ",
        "{ name = x, type = pruning, regrowth = gradient, preset = reference-code } | arm 'x', which"
            + " doesn't go together: The published scripts never regrow",
        "{ name = x, type = pruning, regrowth = gradient, count-rule = threshold } | arm 'x', which"
            + " doesn't go together: ",
        "none, { name = none, type = none }, none | names something twice",
      })
  void aWrongArmIsNamedWithFileAndLine(String arms, String said) {
    assertThatThrownBy(() -> grid(arms))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("mine.conf, line 5")
        .hasMessageContaining(said.strip());
  }
}
