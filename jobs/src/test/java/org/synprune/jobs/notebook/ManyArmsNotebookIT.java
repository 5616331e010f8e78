package org.synprune.jobs.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.notebook.Trials.Place;

/**
 * The notebook on a run of twelve arms and three networks, with forecasts, and on this run together
 * with another that has more seeds and another width. {@code -Dsynprune.pictures=DIR} keeps what
 * was drawn.
 */
@Tag("thorough")
class ManyArmsNotebookIT {

  private static final Path HOME = Path.of(System.getProperty("synprune.home"));
  private static final List<String> NETWORKS = List.of("rnn", "lstm", "patchtst");

  /** In the order of the notebook and of the page: those that have a style, then by name. */
  private static final List<String> ARMS =
      List.of(
          "none",
          "dropout",
          "mc-dropout",
          "synaptic-pruning",
          "rigl",
          "snip",
          "dropout-0.5",
          "prune-0.3",
          "prune-0.5",
          "prune-0.9",
          "random-erk",
          "random-global");

  private static final List<String> PRUNING =
      ARMS.stream().filter(arm -> !arm.matches("none|.*dropout.*")).toList();

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn, lstm, patchtst]
      lookbacks = [3]
      regularisers = [
        none, dropout, mc-dropout, synaptic-pruning, rigl, snip
        { name = dropout-0.5, type = dropout, rate = 0.5 }
        { name = "prune-{max-sparsity}", type = synaptic-pruning, max-sparsity = [0.3, 0.5, 0.9] }
        { name = "{saliency}-{scope}", type = pruning, saliency = random, scope = [erk, global] }
      ]
      question { treatment = [prune-0.9, rigl], against = [dropout] }
      seeds = ["1..3"]
      training { epochs = 8, mc-passes = 3, hidden = 8 }
      generate { sp500 = 400 }
      """;

  @TempDir private static Path dir;

  private static Executed twelve;
  private static Executed both;

  @BeforeAll
  static void runsTheNotebook() throws Exception {
    Jupyter jupyter = new Jupyter(Files.createDirectory(dir.resolve("jupyter")));
    jupyter.require();
    Program program = new Program(dir);
    String grid = Files.writeString(dir.resolve("twelve.conf"), GRID).toString();
    String[] run = {"run", "--grid", grid, "--out", out(), "--skip-inference"};
    program.run(with(run, "--save-models", "best"));
    program.run("score", "--run", "twelve", "--out", out());
    program.run(with(run, "--run", "wide", "--set", "training.hidden=16", "--seeds", "3..4"));
    program.run("summarize", "--run", "twelve,wide", "--out", out(), "--skip-inference");
    twelve = notebook(jupyter, "twelve");
    both = notebook(jupyter, "wide,twelve");
  }

  private static String out() {
    return dir.resolve("out").toString();
  }

  private static String[] with(String[] command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Executed notebook(Jupyter jupyter, String runs) throws Exception {
    Path folder = Path.of(System.getProperty("synprune.pictures", dir.toString()));
    Path saved = Files.createDirectories(folder).resolve(runs.replace(',', '-') + ".ipynb");
    Jupyter.Ended ended =
        jupyter.run(
            HOME.resolve("scripts/notebook").toString(),
            "--out",
            out(),
            "--run",
            runs,
            "--save",
            saved.toString());
    assertThat(ended.code()).as(ended.said()).isZero();
    Executed executed = Executed.read(saved);
    for (JsonNode cell : executed.code()) {
      assertThat(Executed.outputs(cell).stream().map(o -> o.path("output_type").asText()))
          .as(cell.path("id").asText())
          .isSubsetOf("execute_result", "display_data");
    }
    return executed;
  }

  private static Trials trials(String condition) {
    List<Row> rows =
        LocalSpark.get().read().parquet(out() + "/trials").where(condition).collectAsList();
    return new Trials(rows);
  }

  @Test
  void everyLineIsNamedInEveryPanel() {
    Trials trials = trials("run = 'twelve'");
    Plot plot = Plot.of(twelve.plot("lookbacks"));
    assertThat(plot.panels()).hasSize(3);
    for (String network : NETWORKS) {
      String panel = "sp500, " + network;
      List<Place> places = List.of(new Place("sp500", network, 3));
      plot.assertShows(panel, trials.drawn(places, ARMS));
      assertThat(plot.texts().get(panel))
          .containsAll(ARMS)
          .contains("naive forecast", "lookback (time steps)")
          .anyMatch(text -> text.matches("MAE of \\w+ \\(raw units\\)"));
      for (String cell : List.of("sparsity", "course")) {
        assertThat(Plot.of(twelve.plot(cell)).texts().get(panel)).as(cell).containsAll(PRUNING);
      }
    }
  }

  @Test
  void sparsityStandsBesideTheErrorForEveryArmThatPrunes() {
    Trials trials = trials("run = 'twelve'");
    List<Map<String, String>> shown = twelve.table("sparsity-table");
    assertThat(shown).hasSize(NETWORKS.size() * PRUNING.size());
    for (Map<String, String> row : shown) {
      List<Double> ratios =
          trials.ratios(row.get("dataset"), row.get("architecture"), row.get("regulariser"));
      assertThat(row).containsEntry("trials", "3");
      assertThat(row).containsEntry("better", "" + ratios.stream().filter(r -> r < 1).count());
      ShownNumber.assertShows(row, "median_ratio", Trials.median(ratios));
    }
  }

  @Test
  void armsThatDifferInOneSettingMakeACurve() {
    Plot plot = Plot.of(twelve.plot("settings"));
    assertThat(plot.panels().keySet())
        .containsExactly(
            "max-sparsity: sp500, rnn",
            "max-sparsity: sp500, lstm",
            "max-sparsity: sp500, patchtst",
            "rate: sp500, rnn",
            "rate: sp500, lstm",
            "rate: sp500, patchtst");
    Trials trials = trials("run = 'twelve' AND architecture = 'rnn'");
    // The bars' ends come first, and the line of 'none' has no marks.
    List<Double> heights =
        plot.panels().get("max-sparsity: sp500, rnn").stream()
            .filter(line -> line.size() == 4)
            .reduce((first, last) -> last)
            .orElseThrow();
    List<Double> means =
        List.of("prune-0.3", "prune-0.5", "synaptic-pruning", "prune-0.9").stream()
            .map(
                arm ->
                    trials.rows().stream()
                        .filter(trial -> Trials.arm(trial).equals(arm))
                        .mapToDouble(trial -> trial.<Double>getAs("mae"))
                        .average()
                        .orElseThrow())
            .toList();
    assertThat(heights).hasSize(4);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(heights.get(i) < heights.get(j))
            .as("a larger error lies higher")
            .isEqualTo(means.get(i) > means.get(j));
      }
    }
    assertThat(plot.texts().get("max-sparsity: sp500, rnn"))
        .contains(
            "synaptic-pruning", "0.3", "0.5", "0.7", "0.9", "max-sparsity (share of weights)");
  }

  @Test
  void forecastsAreDrawnBesideWhatCame() {
    Plot plot = Plot.of(twelve.plot("forecasts"));
    assertThat(plot.panels().keySet())
        .containsExactlyInAnyOrder(
            "sp500, rnn, lookback 3", "sp500, lstm, lookback 3", "sp500, patchtst, lookback 3");
    plot.texts()
        .forEach(
            (panel, texts) ->
                assertThat(texts)
                    .as(panel)
                    .containsAll(ARMS)
                    .contains("actual", "time of the data")
                    .doesNotContain("row of the series"));
  }

  @Test
  void theQuestionIsAnsweredAsTheTableHasIt() {
    assertThat(twelve.table("question"))
        .extracting(row -> row.get("treatment") + " " + row.get("against") + row.get("too few"))
        .containsExactly("prune-0.9 dropout3", "rigl dropout3");
    assertThat(twelve.table("question-places")).hasSize(6);
  }

  @Test
  void severalRunsAreOne() {
    assertThat(both.shown("choice", "text/markdown")).contains("run `twelve+wide`");
    assertThat(both.table("errors"))
        .extracting(row -> row.get("architecture"))
        .containsExactly(
            "lstm hidden=16",
            "lstm hidden=8",
            "patchtst hidden=16",
            "patchtst hidden=8",
            "rnn hidden=16",
            "rnn hidden=8");
    assertThat(both.table("leaderboard")).hasSize(12).allMatch(row -> row.get("cells").equals("6"));
    Trials wide = trials("run = 'wide'");
    for (Map<String, String> row : both.table("sparsity-table")) {
      String[] network = row.get("architecture").split(" ", -1);
      if (network[1].equals("hidden=16")) {
        List<Double> ratios = wide.ratios("sp500", network[0], row.get("regulariser"));
        assertThat(row).containsEntry("trials", "2");
        ShownNumber.assertShows(row, "median_ratio", Trials.median(ratios));
      } else {
        assertThat(row).containsEntry("trials", "3");
      }
    }
    assertThat(Plot.of(both.plot("settings")).panels().keySet())
        .contains("hidden: sp500, rnn", "hidden: sp500, lstm", "hidden: sp500, patchtst");
    assertThat(Plot.of(both.plot("forecasts")).texts().get("sp500, rnn hidden=8, lookback 3"))
        .contains("actual", "prune-0.9");
  }
}
