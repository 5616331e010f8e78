package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;

/** A summary and a sweep of a run keep out of each other's way. */
class SummarizeCommandTest {

  @TempDir private Path dir;

  @Test
  void aRunThatIsBeingSweptIsNotSummedUp() throws IOException {
    Path out = SmallRun.get().copy(dir.resolve("out"));
    Path cells = out.resolve("cells/run=small/cells.parquet");
    byte[] before = Files.readAllBytes(cells);
    RunLock sweep = RunLock.acquire(new ResultStore(out, "small"), "sweep");
    String[] command = {
      "summarize", "--out", out.toString(), "--run", "small", "--skip-inference", "--quiet"
    };
    try {
      Cli.run(command).refused("run 'small'", "in use by another process (sweep)");
      RunLock.requireHeld(new ResultStore(out, "small"), sweep.token());
    } finally {
      sweep.close();
    }
    assertThat(Files.readAllBytes(cells)).isEqualTo(before);
    Cli.run(command).fine();
  }

  @Test
  void aRunThatIsNotThereLeavesNoLock() {
    Cli.run("summarize", "--out", dir.toString(), "--run", "none", "--skip-inference")
        .refused("holds no trials");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void tablesForAPaperAreAllOfStandardOutput() {
    String out = SmallRun.get().copy(dir.resolve("out")).toString();
    String[] command = {
      "summarize", "--out", out, "--run", "small", "--skip-inference", "--format", "latex"
    };
    Cli.Ended ended = Cli.run(command).fine();
    assertThat(ended.out())
        .startsWith(
            "\\begin{tabular}{llrrr}\n\\toprule\ndata set & network & L & none & synaptic-pruning")
        .contains("sp500 & rnn & 3 & synaptic-pruning & none & ")
        .contains("too few seeds \\\\")
        .doesNotContain("Report", "textbf");
    assertThat(ended.err()).contains("Report:").contains("2 seeds are too few: a");
    assertThat(
            Cli.run(
                    "query",
                    "--out",
                    out,
                    "--format",
                    "csv",
                    "SELECT treatment, against, verdict, seeds FROM answers WHERE run = 'small'")
                .fine()
                .out())
        .isEqualTo("treatment,against,verdict,seeds\nsynaptic-pruning,none,too-few-seeds,2\n");
    Cli.run("summarize", "--out", out, "--run", "small", "--format", "markdown", "--json")
        .refused("--format is given with --json, expected one of them");
  }

  private static List<String> query(String out, String sql) {
    return Cli.run("query", "--out", out, "--format", "csv", sql).fine().out().lines().toList();
  }

  @Test
  void severalRunsAreReadTogether() throws IOException {
    String out = SmallRun.get().copy(dir.resolve("out")).toString();
    byte[] before = Files.readAllBytes(dir.resolve("out/cells/run=small/cells.parquet"));
    Cli.run(
            "run",
            "--grid",
            SmallRun.get().grid(),
            "--out",
            out,
            "--run",
            "more",
            "--seeds",
            "2..5",
            "--set",
            "regularisers=[none, { name = half, type = synaptic-pruning,"
                + " max-sparsity = 0.5 }]",
            "--skip-inference",
            "-q")
        .fine();
    Cli.Ended ended = Cli.run("summarize", "--out", out, "--run", "small,more").fine();
    assertThat(ended.out())
        .contains("runs       more: 8 trials with a result")
        .contains("           small: 4 trials with a result, 1 of them also in an earlier run")
        .contains("seeds      in 1 of 1 places")
        .doesNotContain("differing", "incomplete")
        .contains("data set network L", "synaptic-pruning", "half")
        .contains("{cells,tests,answers}/run=more+small")
        .contains("report/run=more+small/report.html");
    assertThat(
            query(
                out,
                "SELECT regulariser, n FROM cells WHERE run = 'more+small' ORDER BY regulariser"))
        .containsExactly("regulariser,n", "half,4", "none,5", "synaptic-pruning,2");
    assertThat(
            query(
                out,
                "SELECT t.run, count(*) FROM trials t JOIN joined j ON t.trial_id = j.trial_id AND"
                    + " t.run = j.source WHERE j.run = 'more+small' GROUP BY ALL ORDER BY ALL"))
        .containsExactly("run,count(1)", "more,8", "small,3");
    String page = Files.readString(dir.resolve("out/report/run=more+small/report.html"));
    assertThat(page).contains("more+small", "\"more, small: ", "more: 8, in 8 attempts");
    assertThat(Files.readAllBytes(dir.resolve("out/cells/run=small/cells.parquet")))
        .as("the runs' own tables")
        .isEqualTo(before);
    assertThat(dir.resolve("out/trials/run=more+small")).doesNotExist();

    JsonNode document =
        Cli.run("summarize", "--out", out, "--run", "more+small", "--skip-inference", "--json")
            .fine()
            .json();
    assertThat(document.path("run").asText()).isEqualTo("more+small");
    assertThat(document.path("runs")).hasSize(2);
    assertThat(document.path("notes").path("runs")).hasSize(2);
    assertThat(document.path("protocols").path(0).path("cells")).hasSize(3);
    assertThat(
            Cli.run(
                    "summarize",
                    "--out",
                    out,
                    "--run",
                    "small,more",
                    "--skip-inference",
                    "--format",
                    "markdown")
                .fine()
                .out())
        .startsWith("| data set | network | L | none | synaptic-pruning | half |");
    assertThat(Cli.run("runs", "--out", out).fine().out())
        .contains("more+small", "summary of more,");
    Cli.run("runs", "--out", out, "--remove", "more+small").fine();
    assertThat(dir.resolve("out/cells/run=more+small")).doesNotExist();
    assertThat(dir.resolve("out/cells/run=more")).exists();
  }

  @Test
  void runsThatCannotBeReadTogetherAreRefusedInASentence() {
    String out = SmallRun.get().copy(dir.resolve("out")).toString();
    String[] several = {"summarize", "--out", out, "--skip-inference", "--run"};
    refused(several, "small,smal", "--run is 'smal', expected one of broken, small (did you mean");
    refused(several, "smal", "--run is 'smal', expected one of broken, small (did you mean");
    refused(several, "small,small", "--run names 'small' twice, expected each run once");
    Cli.run("summarize", "--out", out, "--skip-inference")
        .refused("expected one of broken, small, or several separated by commas");
    RunLock sweep = RunLock.acquire(new ResultStore(dir.resolve("out"), "small"), "sweep");
    try {
      refused(several, "broken,small", "run 'small'", "in use by another process (sweep)");
    } finally {
      sweep.close();
    }
    Cli.run("run", "--out", out, "--run", "a+b").refused("run name is 'a+b', expected letters");
  }

  private static void refused(String[] start, String runs, String... said) {
    Cli.run(Stream.concat(Stream.of(start), Stream.of(runs)).toArray(String[]::new)).refused(said);
  }
}
