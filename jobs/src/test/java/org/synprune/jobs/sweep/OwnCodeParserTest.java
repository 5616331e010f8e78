package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.extend.OwnCodePath;
import org.synprune.jobs.extend.OwnNetworks;
import org.synprune.jobs.extend.OwnParts;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.grid.TrialConfig;
import org.synprune.jobs.sweep.GridParser.Narrowing;

/** Own code, named in a grid. */
class OwnCodeParserTest {

  private static final ConfFolder BUILT_IN = new ConfFolder(null);

  @TempDir private Path folder;
  private OwnCodePath path;

  @BeforeEach
  void putOnClassPath() {
    path =
        OwnCodePath.in(
            folder,
            OwnNetworks.Mlp.class,
            OwnParts.Power.class,
            OwnParts.Straight.class,
            OwnParts.Rows.class);
  }

  @AfterEach
  void close() {
    path.close();
  }

  private Grid grid(String networks, String arms, Narrowing narrowing) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.conf"),
            "datasets = [sp500]\nlookbacks = [7]\nseeds = [42]\narchitectures = ["
                + networks
                + "]\nregularisers = ["
                + arms
                + "]\n");
    return GridParser.read(BUILT_IN, file.toString(), narrowing);
  }

  private Grid grid(String networks, String arms) throws IOException {
    return grid(networks, arms, Narrowing.NOTHING);
  }

  private static String entry(Trial trial, String key) {
    String config = trial.config();
    int from = config.indexOf("\"" + key + "\":") + key.length() + 3;
    return config.substring(from, config.indexOf(config.charAt(from) == '{' ? '}' : ',', from) + 1);
  }

  @Test
  void networksAreKnownByNameAndByTheirSettings() throws IOException {
    Grid grid =
        grid(
            "mlp, rnn, { name = \"mlp-{width}\", type = mlp, width = [16, 32] },"
                + " { name = relu, type = mlp, activation = relu, rate = 0.5 }",
            "none");
    assertThat(grid.trials())
        .extracting(trial -> trial.architecture().id())
        .containsExactly("mlp", "rnn", "mlp-16", "mlp-32", "relu");
    assertThat(grid.trials())
        .extracting(trial -> entry(trial, "architecture"))
        .containsExactly(
            "{\"name\":\"mlp\",\"type\":\"mlp\",\"version\":\"1\"}",
            "\"rnn\",",
            "{\"name\":\"mlp-16\",\"type\":\"mlp\",\"version\":\"1\",\"width\":16}",
            "{\"name\":\"mlp-32\",\"type\":\"mlp\",\"version\":\"1\",\"width\":32}",
            "{\"activation\":\"relu\",\"name\":\"relu\",\"rate\":0.5,\"type\":\"mlp\",\"version\":\"1\"}");
    for (Trial trial : grid.trials()) {
      Architecture again = TrialConfig.architecture(trial.config());
      assertThat(again.network()).isEqualTo(trial.architecture().network());
      assertThat(again).isEqualTo(trial.architecture());
    }
    // What tables name by the alphabet comes after what the paper names.
    assertThat(grid.architectures().stream().sorted())
        .extracting(Architecture::id)
        .containsExactly("rnn", "mlp", "mlp-16", "mlp-32", "relu");
  }

  @Test
  void theCommandLineChoosesAmongTheGridsAndAllThatNeedNoSettings() throws IOException {
    List<String> chosen = List.of("mlp-16", "mlp", "lstm");
    Narrowing to =
        new Narrowing(
            List.of(), List.of(), chosen, List.of(), List.of(), List.of(), null, List.of());
    Grid grid = grid("{ name = \"mlp-{width}\", type = mlp, width = [16, 32] }", "none", to);
    assertThat(grid.architectures()).extracting(Architecture::id).isEqualTo(chosen);
    Narrowing misspelt =
        new Narrowing(
            List.of(),
            List.of(),
            List.of("mlpp"),
            List.of(),
            List.of(),
            List.of(),
            null,
            List.of());
    assertThatThrownBy(() -> grid("mlp", "none", misspelt))
        .hasMessage(
            "--architecture is 'mlpp', expected one of rnn, lstm, patchtst, mlp (did you mean"
                + " 'mlp'?)");
  }

  @Test
  void partsCarryTheirVersions() throws IOException {
    Grid grid =
        grid(
            "rnn",
            "{ name = a, type = pruning, saliency = power },"
                + " { name = b, type = pruning, saliency { name = power, exponent = 2 } },"
                + " { name = c, type = pruning, schedule = straight, structure = rows },"
                + " { name = d, type = pruning, saliency = magnitude }");
    assertThat(grid.trials())
        .extracting(trial -> trial.spec().settingsConfig().orElseThrow())
        .containsExactly(
            "{\"saliency\":{\"name\":\"power\",\"version\":\"2.1\"}}",
            "{\"saliency\":{\"exponent\":2,\"name\":\"power\",\"version\":\"2.1\"}}",
            "{\"schedule\":{\"name\":\"straight\",\"version\":\"1\"},"
                + "\"structure\":{\"name\":\"rows\",\"version\":\"1\"}}",
            "{\"saliency\":\"magnitude\"}");
  }

  /** What {@code show --write-grid} writes of a trial is read again, if the code is the same. */
  @Test
  void aFileMaySayWhichVersionItWants() throws IOException {
    Grid grid =
        grid(
            "{ name = m, type = mlp, version = \"1\", width = 3 }",
            "{ name = b, type = pruning, saliency { name = power, version = \"2.1\" } }");
    assertThat(grid.trial(0).config()).contains("\"version\":\"1\"", "\"version\":\"2.1\"");
    assertThatThrownBy(() -> grid("{ name = m, type = mlp, version = \"2\" }", "none"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 4: key 'architectures.version' is '2', but the class path has");
    assertThatThrownBy(
            () ->
                grid(
                    "rnn",
                    "{ name = b, type = pruning, saliency { name = power, version = \"2.0\" } }"))
        .hasMessageContaining("is '2.0', but the class path has version '2.1'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mlps | none | names 'mlps', expected some of rnn, lstm, patchtst, mlp (did you mean 'mlp'?)",
        "{ name = m, type = mpl } | none | is 'mpl', expected one of mlp",
        "{ name = rnn, type = mlp } | none | gives the name 'rnn' to own code, expected another",
        "mlp, { name = mlp, type = mlp, width = 3 } | none | names something twice",
        "{ name = m, type = mlp, width { a = 1 } } | none | expected a number or a text",
        "rnn | { name = a, type = pruning, saliency = powre } | holds an arm with saliency = 'powre',"
            + " expected one of magnitude, gradient-magnitude, random, power (did you mean 'power'?)",
        "rnn | { name = a, type = pruning, saliency { name = power, exponent = -1 } } | holds an arm"
            + " whose saliency 'power' of own code can't be used: exponent is -1.0, expected above 0",
        "rnn | { name = a, type = pruning, saliency { name = power, exponnt = 1 } } | it has no"
            + " setting 'exponnt', expected exponent (did you mean 'exponent'?)",
        "rnn | { name = a, type = pruning, structure = rows, count-rule = threshold } | count rule"
            + " THRESHOLD works only for single weights",
        "mlp | concrete-dropout | network 'mlp' is own code, expected 'dropout' or 'mc-dropout'"
      })
  void aWrongEntryIsOneSentence(String networks, String arms, String sentence) {
    assertThatThrownBy(() -> grid(networks, arms))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("mine.conf, line")
        .hasMessageContaining(sentence);
  }

  @Test
  void namesThatAreTakenAreRefused() {
    try (OwnCodePath taken = OwnCodePath.in(folder, OwnParts.Magnitude.class)) {
      assertThat(taken.jar()).isNotEmpty();
      assertThatThrownBy(() -> grid("rnn", "none"))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              "own code on the class path provides a saliency 'magnitude', expected another name"
                  + " than that of a built-in one");
    }
    try (OwnCodePath twice =
        OwnCodePath.in(folder, OwnParts.Power.class, OwnParts.OtherPower.class)) {
      assertThat(twice.jar()).isNotEmpty();
      assertThatThrownBy(() -> grid("rnn", "none"))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(
              "own code on the class path provides saliency 'power' twice, by ");
    }
  }

  @Test
  void withoutOwnCodeAnObjectIsRefused() {
    try (OwnCodePath nothing = OwnCodePath.in(folder)) {
      assertThat(nothing.jar()).isNotEmpty();
      assertThatThrownBy(() -> grid("{ name = m, type = mlp }", "none"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(
              "none is on the class path, expected its jar in SYNPRUNE_CLASSPATH");
    }
  }
}
