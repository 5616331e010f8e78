package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.filefilter.TrueFileFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;

/** Runs of a real result folder, listed and removed. */
class RunsCommandTest {

  @TempDir private Path dir;

  @Test
  void runsAreListedInEightyColumns() {
    List<String> lines =
        Cli.run("runs", "--out", SmallRun.get().out()).fine().out().lines().toList();
    assertThat(lines.get(0)).matches("run +trials +failed +size +last trial +grid");
    assertThat(lines).allMatch(line -> line.length() <= 80);
    assertThat(lines)
        .anyMatch(
            line ->
                line.matches(
                    "broken +1 +1 +\\d+ [KM]B +20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d +sp500; .*"))
        .anyMatch(line -> line.matches("small +4 +0 +\\d+ [KM]B +20.* sp500; strict; rnn;.*"));
    assertThat(String.join(" ", lines).replaceAll("\\s+", " "))
        .contains("lookbacks 3; none, synaptic-pruning; seeds 1..2");
  }

  @Test
  void theListIsADocument() {
    JsonNode document = Cli.run("runs", "--json", "--out", SmallRun.get().out()).fine().json();
    assertThat(document.path("command").asText()).isEqualTo("runs");
    JsonNode broken = document.at("/runs/0");
    assertThat(broken.path("run").asText()).isEqualTo("broken");
    assertThat(broken.path("trials").asInt()).isEqualTo(1);
    assertThat(broken.path("failed").asInt()).isEqualTo(1);
    assertThat(broken.path("bytes").asLong()).isPositive();
    assertThat(broken.path("last_trial").asText()).matches("20\\d\\d-.*Z");
    assertThat(document.at("/runs/1/grid/regularisers")).hasSize(2);
    assertThat(document.path("runs")).hasSize(2);
  }

  @Test
  void aRunIsRemovedWholeAndTheOthersStay() {
    Path out = SmallRun.get().copy(dir.resolve("out"));
    Cli.Ended removed = Cli.run("runs", "--remove", "small", "--out", out.toString()).fine();
    assertThat(removed.out())
        .matches("removed    small: results, models, forecasts and page \\(\\d+ [KM]B\\)\n");
    assertThat(FileUtils.listFilesAndDirs(out.toFile(), TrueFileFilter.TRUE, TrueFileFilter.TRUE))
        .noneMatch(file -> file.getName().equals("run=small"))
        .anyMatch(file -> file.getName().equals("run=broken"));
    assertThat(out.resolve("series")).isNotEmptyDirectory();
    JsonNode left = Cli.run("runs", "--json", "--out", out.toString()).fine().json().path("runs");
    assertThat(left).hasSize(1);
    Cli.run("runs", "--remove", "small", "--out", out.toString())
        .refused("no run 'small'", "expected one of broken");
  }

  @Test
  void aRunInUseAndAFolderThatIsNotThereAreRefused() throws Exception {
    Path out = SmallRun.get().copy(dir.resolve("out"));
    try (RunLock held = RunLock.acquire(new ResultStore(out, "small"), "sweep")) {
      assertThat(held.token()).isNotEmpty();
      Cli.run("runs", "--remove", "small", "--out", out.toString()).refused("small");
    }
    assertThat(out.resolve("trials/run=small")).isNotEmptyDirectory();
    Cli.run("runs", "--out", dir.resolve("no").toString()).refused("no such folder");
    assertThat(
            Cli.run("runs", "--out", Files.createDirectory(dir.resolve("empty")).toString())
                .fine()
                .out())
        .contains("holds no runs");
  }
}
