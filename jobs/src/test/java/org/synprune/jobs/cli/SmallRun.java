package org.synprune.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Results of real sweeps, made once for all tests that only look at them: run {@code small} of four
 * trials, and run {@code broken} of one that diverges, twice.
 */
public final class SmallRun {

  private static SmallRun only;

  private final Path folder;
  private final Cli.Ended small;
  private final Cli.Ended broken;

  private SmallRun(Path folder) throws IOException {
    this.folder = folder;
    small =
        Cli.run("run", "--grid", grid("small", "1e-3"), "--seeds", "1,2", "--out", out(), "--json");
    Cli.run(broken("--quiet"));
    broken = Cli.run(broken("--quiet", "--retry-failed"));
  }

  private String[] broken(String... more) throws IOException {
    return Stream.concat(
            Stream.of("sweep", "--grid", grid("broken", "1e30"), "--regulariser", "none"),
            Stream.concat(Stream.of("--seeds", "1", "--out", out()), Stream.of(more)))
        .toArray(String[]::new);
  }

  public static synchronized SmallRun get() {
    if (only == null) {
      try {
        Path folder = Files.createTempDirectory("synprune-small-");
        FileUtils.forceDeleteOnExit(folder.toFile());
        only = new SmallRun(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return only;
  }

  private String grid(String name, String learningRate) throws IOException {
    Path file = folder.resolve(name + ".conf");
    Files.writeString(
        file,
        String.format(
            """
            datasets = [sp500]
            architectures = [rnn]
            lookbacks = [3]
            regularisers = [none, synaptic-pruning]
            seeds = ["1..2"]
            training { epochs = 4, hidden = 4, learning-rate = %s }
            generate { sp500 = 200 }
            """,
            learningRate));
    return file.toString();
  }

  /** The result folder; nobody writes to it. */
  public String out() {
    return folder.resolve("out").toString();
  }

  /** The grid of run {@code small}. */
  public String grid() {
    return folder.resolve("small.conf").toString();
  }

  /** How {@code run --json} of {@code small} ended. */
  Cli.Ended small() {
    return small;
  }

  /** How {@code sweep --quiet} of {@code broken} ended. */
  Cli.Ended broken() {
    return broken;
  }

  /** A copy of the result folder to write to. */
  public Path copy(Path to) {
    try {
      FileUtils.copyDirectory(folder.resolve("out").toFile(), to.toFile());
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
