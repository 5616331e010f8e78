package org.synprune.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cli.Cli;
import org.synprune.jobs.cli.SmallRun;
import org.synprune.jobs.data.LocalSpark;

/**
 * Command lines that documents show, run as they stand but for folders, names of runs and files,
 * which are those of a small run.
 */
class DocumentedCallsTest {

  @TempDir private Path dir;

  /** The documents' calls of a subcommand. */
  private List<List<String>> calls(String subcommand) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("calls"));
    return DocumentedCommands.calls(folder).stream()
        .filter(call -> call.script().equals("scripts/synprune"))
        .map(DocumentedCommands.Call::arguments)
        .filter(arguments -> arguments.get(0).equals(subcommand))
        .toList();
  }

  /** Gives options other values; those that aren't there are added. */
  private static String[] with(List<String> arguments, Map<String, String> values) {
    List<String> changed = new ArrayList<>(arguments);
    values.forEach(
        (option, value) -> {
          int at = changed.indexOf(option);
          if (at >= 0) {
            changed.set(at + 1, value);
          } else {
            changed.addAll(List.of(option, value));
          }
        });
    return changed.toArray(String[]::new);
  }

  @Test
  void queriesAreAnswered() throws IOException {
    List<List<String>> calls = calls("query");
    assertThat(calls).hasSizeGreaterThanOrEqualTo(5);
    String out = SmallRun.get().out();
    for (List<String> call : calls) {
      Cli.Ended ended =
          call.contains("--run")
              ? Cli.run(with(call, Map.of("--run", "small", "--out", out)))
              : Cli.run(with(call, Map.of("--out", out)));
      assertThat(ended.fine().out()).as(call.toString()).isNotEmpty();
    }
  }

  @Test
  void publishedResultsAreReadInTheFormThatIsDescribed() throws IOException {
    String header =
        Document.read("jobs/README.md")
            .names()
            .filter(name -> name.startsWith("dataset,model,"))
            .findFirst()
            .orElseThrow();
    List<String> lines = new ArrayList<>(List.of(header));
    for (int lookback = 1; lookback <= 6; lookback++) {
      lines.add(
          String.format(
              Locale.ROOT, "S&P500,RNN,mae,%d,0.%d,0.2,0.3,0.1%d", lookback, lookback, lookback));
    }
    String file = Files.write(dir.resolve("appendix_a.csv"), lines).toString();
    String results = SmallRun.get().copy(dir.resolve("out")).toString();
    for (List<String> call : calls("summarize")) {
      if (call.stream().anyMatch(argument -> argument.contains(","))) {
        continue; // several runs, none of them published
      }
      String option = call.contains("--beside") ? "--beside" : "--appendix";
      Map<String, String> values =
          option.equals("--beside")
              ? Map.of(option, file, "--run", "small", "--out", results)
              : Map.of(option, file, "--out", results);
      String out = Cli.run(with(call, values)).fine().out();
      assertThat(out).as(call.toString()).contains("sp500");
      if (call.contains("--format")) {
        continue; // tables of the errors alone
      }
      // The columns of the comparison, and of the appendix's own tables.
      assertThat(out)
          .as(call.toString())
          .contains(option.equals("--beside") ? "paper's chi2" : "Friedman's tests");
    }
  }

  @Test
  void plansArePrintedAndNothingIsTrained() throws IOException {
    Path data = Files.createDirectories(dir.resolve("data"));
    String file = data.resolve("AAPL_data.csv").toString();
    Cli.run("generate", "--dataset", "sp500", "--rows", "400", "--out", file).fine();
    List<List<String>> plans =
        calls("run").stream().filter(call -> call.contains("--dry-run")).toList();
    assertThat(plans).isNotEmpty();
    Path out = dir.resolve("out");
    for (List<String> plan : plans) {
      Map<String, String> values =
          Map.of("--data", data.toString(), "--out", out.toString(), "--dataset", "sp500");
      assertThat(Cli.run(with(plan, values)).fine().out())
          .contains("plan       720 trials")
          .containsPattern("schedule +16 ");
    }
    assertThat(out.resolve("trials")).doesNotExist();
  }

  @Test
  void savedModelsForecast() throws IOException {
    Path grid =
        Files.writeString(
            dir.resolve("kept.conf"),
            """
            datasets = [sp500]
            architectures = [rnn]
            lookbacks = [3]
            regularisers = [none]
            seeds = [1]
            training { epochs = 4, hidden = 4 }
            generate { sp500 = 200 }
            """);
    Path out = dir.resolve("out");
    Map<String, String> small =
        Map.of("--grid", grid.toString(), "--out", out.toString(), "--run", "kept");
    List<List<String>> keeping =
        calls("run").stream().filter(call -> call.contains("--save-models")).toList();
    assertThat(keeping).hasSize(1);
    Cli.run(with(keeping.get(0), small)).fine();
    Path model = onlyOne(out.resolve("models/run=kept"));
    int features =
        new ObjectMapper().readTree(model.resolve("model.json").toFile()).path("features").size();
    assertThat(features).isPositive();
    String windows = dir.resolve("windows.parquet").toString();
    LocalSpark.get()
        .range(5)
        .selectExpr("array_repeat(1.5D, " + 3 * features + ") AS window")
        .write()
        .parquet(windows);
    Path to = dir.resolve("forecasts");
    List<List<String>> scores = calls("score");
    assertThat(scores).hasSize(4);
    for (List<String> call : scores) {
      Map<String, String> values = new HashMap<>();
      values.put("--out", out.toString());
      if (call.contains("--run")) {
        values.put("--run", "kept");
        if (call.contains("--regulariser")) {
          values.put("--regulariser", "none");
        }
      } else {
        values.put("--model", model.toString());
      }
      if (call.contains("--windows")) {
        values.putAll(Map.of("--windows", windows, "--to", to.toString()));
      }
      Cli.run(with(call, values)).fine();
    }
    assertThat(LocalSpark.get().read().parquet(to.toString()).count()).isEqualTo(5);
    assertThat(out.resolve("forecasts/run=kept")).isDirectory();
  }

  private static Path onlyOne(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.reduce((a, b) -> fail("two: " + a + ", " + b)).orElseThrow();
    }
  }
}
