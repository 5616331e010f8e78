package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
