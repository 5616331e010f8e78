package org.synprune.jobs.notebook;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.documents.Document;
import org.synprune.jobs.notebook.Trials.Mean;
import org.synprune.jobs.notebook.Trials.Place;

/**
 * The notebook, run from a clean kernel by the command of {@code jobs/README.md} on results that
 * the program made. The truth is worked out from the trials as Spark reads them.
 */
class NotebookIT {

  private static final Path HOME = Path.of(System.getProperty("synprune.home"));
  private static final Path DRIVER = HOME.resolve("jobs/target/notebook/duckdb_jdbc.jar");
  private static final int TRIALS = 2 * 2 * 2 * 4 * 8;

  @TempDir private static Path dir;

  private static Swept swept;
  private static Trials trials;
  private static Executed notebook;

  @BeforeAll
  static void runsTheNotebook() throws Exception {
    Jupyter jupyter = new Jupyter(Files.createDirectory(dir.resolve("jupyter")));
    jupyter.require();
    swept = Swept.in(dir);
    trials = new Trials(swept.rows("trials"));
    assertThat(trials.rows()).hasSize(TRIALS);
    Path saved = dir.resolve("saved").resolve("results.ipynb");
    String script = HOME.resolve("scripts/notebook").toString();
    Jupyter.Ended ended =
        jupyter.run(script, "--out", swept.out().toString(), "--save", saved.toString());
    assertThat(ended.code()).as(ended.said()).isZero();
    notebook = Executed.read(saved);
  }

  @Test
  void everyCellRunsInOrderAndWarnsOfNothing() {
    List<JsonNode> code = notebook.code();
    assertThat(code.stream().map(cell -> cell.path("execution_count").asInt()).toList())
        .isEqualTo(IntStream.rangeClosed(1, code.size()).boxed().toList());
    for (JsonNode cell : code) {
      assertThat(Executed.outputs(cell).stream().map(o -> o.path("output_type").asText()))
          .as(cell.path("id").asText())
          .isSubsetOf("execute_result", "display_data");
    }
  }

  @Test
  void theCommittedNotebookHoldsNoOutputs() throws Exception {
    Executed committed = Executed.read(HOME.resolve("scripts/notebooks/results.ipynb"));
    assertThat(committed.cells().keySet()).isEqualTo(notebook.cells().keySet());
    assertThat(committed.code())
        .isNotEmpty()
        .allSatisfy(cell -> assertThat(Executed.outputs(cell)).isEmpty())
        .allSatisfy(cell -> assertThat(cell.path("execution_count").isNull()).isTrue());
  }

  @Test
  void opensTheRunThatWasFinishedLast() {
    assertThat(notebook.table("runs"))
        .extracting(row -> row.get("run"), row -> row.get("status"), row -> row.get("trials"))
        .containsExactly(
            tuple(Swept.RUN, "COMPLETED", "" + TRIALS),
            tuple(Swept.EARLIER, "COMPLETED", "" + 2 * Swept.EVERY_ARM.size()));
    assertThat(notebook.shown("choice", "text/markdown"))
        .contains("run `" + Swept.RUN + "`, protocol `strict`");
    assertThat(notebook.table("failed")).isEmpty();
  }

  @Test
  void everyArmThatThereIsCanBeDrawn() throws Exception {
    Path saved = dir.resolve("saved").resolve("every-arm.ipynb");
    Jupyter.Ended ended =
        new Jupyter(dir.resolve("jupyter"))
            .run(
                HOME.resolve("scripts/notebook").toString(),
                "--out",
                swept.out().toString(),
                "--run",
                Swept.EARLIER,
                "--save",
                saved.toString());
    assertThat(ended.code()).as(ended.said()).isZero();
    Executed executed = Executed.read(saved);
    assertThat(executed.table("leaderboard"))
        .extracting(row -> row.get("regulariser"))
        .containsExactlyInAnyOrderElementsOf(Swept.EVERY_ARM);
    assertThat(executed.table("errors"))
        .extracting(row -> row.get("architecture"))
        .containsExactlyInAnyOrder("rnn hidden=8", "rnn hidden=16");
  }

  @Test
  void theLeaderboardIsThatOfTheTrials() {
    Map<Place, Map<String, Mean>> means = trials.means();
    List<Map<String, String>> board = notebook.table("leaderboard");
    assertThat(board)
        .extracting(row -> row.get("regulariser"))
        .containsExactlyInAnyOrderElementsOf(Swept.ARMS);
    assertThat(board.stream().map(row -> ShownNumber.of(row, "average_place")).toList()).isSorted();
    for (Map<String, String> row : board) {
      String arm = row.get("regulariser");
      List<Long> places = new ArrayList<>();
      List<Double> versusNone = new ArrayList<>();
      long beatsNaive = 0;
      for (Map.Entry<Place, Map<String, Mean>> of : means.entrySet()) {
        double own = of.getValue().get(arm).mean();
        places.add(1 + of.getValue().values().stream().filter(m -> m.mean() < own).count());
        versusNone.add(own / of.getValue().get("none").mean() - 1);
        beatsNaive += own < trials.naive(of.getKey()) ? 1 : 0;
      }
      assertThat(row).containsEntry("cells", "" + means.size());
      assertThat(row).containsEntry("beats_naive", "" + beatsNaive);
      assertThat(row).containsEntry("first", "" + places.stream().filter(p -> p == 1).count());
      ShownNumber.assertShows(
          row, "average_place", places.stream().mapToLong(p -> p).average().orElseThrow());
      ShownNumber.assertShows(row, "versus_none", Trials.median(versusNone));
    }
  }

  @Test
  void theErrorsAreMeansWithTIntervals() {
    List<Map<String, String>> shown = notebook.table("errors");
    Map<Place, Map<String, Mean>> means = trials.means();
    assertThat(shown).hasSameSizeAs(means.entrySet());
    for (Map<String, String> row : shown) {
      Map<String, Mean> truth = means.get(place(row));
      for (String arm : Swept.ARMS) {
        String[] parts = row.get(arm).split(" ± ", 2);
        Mean mean = truth.get(arm);
        assertThat(Double.parseDouble(parts[0]))
            .isCloseTo(mean.mean(), within(ShownNumber.DIGITS * mean.mean()));
        assertThat(Double.parseDouble(parts[1]))
            .isCloseTo(mean.half(), within(ShownNumber.DIGITS * mean.mean()));
      }
    }
  }

  @Test
  void thePlotDrawsEveryMeanAtItsHeight() {
    Plot plot = Plot.of(notebook.plot("lookbacks"));
    assertThat(plot.panels()).hasSize(4);
    Map<String, List<Place>> panels =
        trials.means().keySet().stream()
            .collect(groupingBy(place -> place.dataset() + ", " + place.architecture()));
    panels.forEach((panel, places) -> plot.assertShows(panel, trials.drawn(places)));
  }

  @Test
  void significanceIsCountedByFamily() {
    TestRows tests = new TestRows(swept.rows("tests")).of("(friedman|wilcoxon)/");
    Map<String, Long> families = tests.families();
    assertThat(families).containsEntry("friedman/seeds", 8L).containsEntry("wilcoxon/seeds", 48L);
    List<Map<String, String>> shown = notebook.table("significance");
    assertThat(shown)
        .extracting(row -> row.get("family"))
        .containsExactlyElementsOf(families.keySet());
    for (Map<String, String> row : shown) {
      String family = row.get("family");
      String column = family.startsWith("friedman/") ? "p" : "p_adjusted";
      List<Double> p = tests.of(family).sorted(column);
      assertThat(row)
          .containsEntry("tests", "" + families.get(family))
          .containsEntry("significant", "" + p.stream().filter(value -> value < 0.05).count());
      ShownNumber.assertShows(row, "smallest_p", p.get(0));
      // Two lookbacks, two data sets, four tasks: no pair can ever differ. Eight seeds: any may.
      boolean pairsOfFewBlocks = family.matches("wilcoxon/(lookbacks|datasets|tasks)");
      assertThat(row)
          .containsEntry("out_of_reach", "" + (pairsOfFewBlocks ? families.get(family) : 0));
    }
  }

  @Test
  void testsAreShownAsTheTestsTableHasThem() {
    TestRows tests = new TestRows(swept.rows("tests"));
    List<Map<String, String>> friedman = notebook.table("friedman");
    assertThat(friedman).hasSameSizeAs(tests.of("friedman/").rows());
    friedman.forEach(row -> tests.assertHas(row, "statistic", "p", "effect_size"));

    List<Map<String, String>> pairs = notebook.table("wilcoxon");
    List<Double> smallest = tests.of("wilcoxon/").sorted("p_adjusted").subList(0, 20);
    assertThat(pairs).hasSameSizeAs(smallest);
    for (int i = 0; i < smallest.size(); i++) {
      tests.assertHas(pairs.get(i), "p", "p_adjusted", "effect_size");
      ShownNumber.assertShows(pairs.get(i), "p_adjusted", smallest.get(i));
    }
  }

  @Test
  void sparsityStandsBesideTheErrorOfTheSameSeed() {
    List<Map<String, String>> shown = notebook.table("sparsity-table");
    assertThat(shown).hasSize(4);
    for (Map<String, String> row : shown) {
      List<Double> ratios =
          trials.ratios(row.get("dataset"), row.get("architecture"), row.get("regulariser"));
      assertThat(row).containsEntry("trials", "" + ratios.size());
      assertThat(row).containsEntry("better", "" + ratios.stream().filter(r -> r < 1).count());
      ShownNumber.assertShows(row, "median_ratio", Trials.median(ratios));
      double reached =
          trials.rows().stream()
              .filter(trial -> Trials.arm(trial).equals("synaptic-pruning"))
              .filter(trial -> row.get("dataset").equals(trial.getAs("dataset")))
              .filter(trial -> row.get("architecture").equals(trial.getAs("architecture")))
              .mapToDouble(trial -> trial.<Double>getAs("achieved_sparsity"))
              .average()
              .orElseThrow();
      ShownNumber.assertShows(row, "sparsity", reached);
    }
    Plot plot = Plot.of(notebook.plot("sparsity"));
    Plot course = Plot.of(notebook.plot("course"));
    assertThat(plot.panels().keySet())
        .isEqualTo(course.panels().keySet())
        .containsExactly("bitcoin, rnn", "bitcoin, lstm", "sp500, rnn", "sp500, lstm");
    for (String panel : plot.panels().keySet()) {
      assertThat(plot.marks(panel)).as("trials and their median").isEqualTo(TRIALS / 16 + 1);
      assertThat(course.marks(panel)).isEqualTo(Swept.EPOCHS);
      assertThat(plot.texts().get(panel)).contains("synaptic-pruning");
    }
  }

  @Test
  void theSlowestTrialsComeFirst() {
    Map<String, Double> seconds =
        trials.rows().stream()
            .collect(toMap(trial -> trial.getAs("trial_id"), NotebookIT::seconds));
    List<Double> most =
        seconds.values().stream().sorted(Comparator.reverseOrder()).limit(10).toList();
    List<Map<String, String>> shown = notebook.table("slowest");
    assertThat(shown.stream().map(row -> seconds.get(row.get("trial_id"))).toList())
        .isEqualTo(most);
    shown.forEach(row -> ShownNumber.assertShows(row, "seconds", seconds.get(row.get("trial_id"))));
  }

  @Test
  void duckDbAnswersTheQueryOfTheDocument() throws Exception {
    Map<Place, Map<String, Mean>> truth = trials.means();
    String sql =
        Document.read("jobs/README.md")
            .code("sql")
            .get(0)
            .text()
            .replace("'out/", "'" + swept.out() + "/");
    int rows = 0;
    try (URLClassLoader driver = new URLClassLoader(new URL[] {DRIVER.toUri().toURL()});
        Connection connection =
            ((Driver) driver.loadClass("org.duckdb.DuckDBDriver").getConstructor().newInstance())
                .connect("jdbc:duckdb:", new Properties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        if (!row.getString("run").equals(Swept.RUN)) {
          continue;
        }
        Place place =
            new Place(
                row.getString("dataset"), row.getString("architecture"), row.getInt("lookback"));
        double mean = truth.get(place).get(row.getString("regulariser")).mean();
        assertThat(row.getDouble("avg(mae)")).isCloseTo(mean, within(1e-9 * mean));
        assertThat(row.getInt("count_star()")).isEqualTo(8);
        rows++;
      }
    }
    assertThat(rows).isEqualTo(TRIALS / 8);
  }

  private static double seconds(Row trial) {
    return trial.<Double>getAs("seconds_train") + trial.<Double>getAs("seconds_eval");
  }

  private static Place place(Map<String, String> row) {
    return new Place(
        row.get("dataset"), row.get("architecture"), Integer.parseInt(row.get("lookback")));
  }
}
