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
}
