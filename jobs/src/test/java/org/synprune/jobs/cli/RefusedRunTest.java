package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.files.FileHash;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;

/** A run that is refused leaves the prepared series as they were. */
class RefusedRunTest {

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn]
      lookbacks = [3]
      regularisers = [none]
      seeds = [%s]
      training { epochs = 1, hidden = 4%s }
      """;

  @TempDir Path dir;

  private Cli.Ended run(String command, String seeds, String more, String... options)
      throws IOException {
    Path grid = dir.resolve("grid.conf");
    Files.writeString(grid, GRID.formatted(seeds, more));
    return Cli.run(
        Stream.concat(
                Stream.of(command, "--grid", grid.toString(), "--out", out().toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private Path out() {
    return dir.resolve("out");
  }

  private Path data(long rows) {
    Path data = dir.resolve("data-" + rows);
    Generator.of("sp500").rows(rows).to(data.resolve("AAPL_data.csv"));
    return data;
  }

  @Test
  void aRealFileIsNotReplacedByAGeneratedOne() throws IOException {
    Path real = out().resolve("raw/AAPL_data.csv");
    Files.createDirectories(real.getParent());
    Files.writeString(real, "measured");
    run("run", "1", "").refused("AAPL_data.csv", "is no generated file", "--data");
    assertThat(real).hasContent("measured");
  }

  /** Every file of the prepared series, hidden ones too, by the hash of its bytes. */
  private Map<String, String> series() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    Path root = out().resolve("series");
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  hashes.put(root.relativize(file).toString(), FileHash.of(file));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    return hashes;
  }

  @Test
  void theSeriesAreReplacedOnlyByARunThatIsAccepted() throws IOException {
    String first = data(300).toString();
    String other = data(400).toString();
    run("run", "1", "", "--data", first, "--run", "one").fine();
    Map<String, String> before = series();
    assertThat(before).isNotEmpty();

    // The run holds trials of other data.
    run("run", "1", "", "--data", other, "--run", "one").refused("was trained on another 'sp500'");
    assertThat(series()).isEqualTo(before);

    // A plan changes nothing.
    run("run", "1", "", "--data", other, "--run", "two", "--dry-run").fine();
    assertThat(series()).isEqualTo(before);

    // Another sweep is at work on the run.
    try (RunLock lock = RunLock.acquire(new ResultStore(out(), "two"), "sweep")) {
      assertThat(lock.token()).isNotEmpty();
      run("run", "1", "", "--data", other, "--run", "two").refused("another process");
    }
    assertThat(series()).isEqualTo(before);

    // There is no GPU, which only a task finds out.
    run("run", "1", "", "--data", other, "--run", "two", "--device", "gpu").refused("GPU 0");
    assertThat(series()).isEqualTo(before);
    run("run", "1", "", "--data", first, "--run", "one", "--device", "gpu", "--fresh")
        .refused("GPU 0");
    assertThat(Files.isDirectory(out().resolve("trials/run=one"))).isTrue();

    // The lookback fits no split.
    run("run", "1", "", "--data", other, "--run", "two", "--lookback", "300").refused("lookback");
    assertThat(series()).isEqualTo(before);

    run("run", "1", "", "--data", other, "--run", "two").fine();
    assertThat(series()).isNotEqualTo(before);
    assertThat(series().keySet()).allMatch(file -> file.startsWith("sp500/strict/"));
  }
}
