package org.synprune.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.process.TemporaryFolder;
import org.synprune.jobs.cluster.Standalone;
import org.synprune.jobs.cluster.Submission;

/**
 * The same sweep, submitted to a standalone cluster of one worker and to one of two. Each worker
 * and its executor have one core of the machine; the driver goes where there is room.
 */
final class ClusterBenchmark implements Benchmark {

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    List<Swept> one = new ArrayList<>();
    List<Swept> two = new ArrayList<>();
    for (int round = 0; round < options.rounds; round++) {
      one.add(sweep(1, options.seeds));
      two.add(sweep(2, options.seeds));
      options.say(
          "cluster: %.2f trials/s with one worker, %.2f with two",
          one.get(round).perSecond(), two.get(round).perSecond());
    }
    Swept.figures(name(), "two workers / one worker", "worker(s)", one, two).forEach(table);
  }

  private static Swept sweep(int workers, int seeds) {
    try (TemporaryFolder folder = new TemporaryFolder();
        Standalone cluster = Standalone.ofCores(folder.path().resolve("spark"), workers)) {
      Path grid = folder.path().resolve("bench.conf");
      Files.writeString(grid, Swept.GRID.replace("LAST", Integer.toString(seeds)));
      Path out = folder.path().resolve("out");
      Map<String, String> conf =
          Map.of("spark.cores.max", Integer.toString(workers), "spark.executor.memory", "2g");
      List<String> arguments =
          List.of("run", "--grid", grid.toString(), "--out", out.toString(), "--device", "cpu");
      try (Submission run =
          Submission.to(cluster, folder.path().resolve("log"), "", "", conf, arguments)) {
        if (run.exitCode() != 0) {
          throw new IllegalStateException("the sweep failed:\n" + run.said());
        }
        return Swept.of(workers, run.said(), out.resolve("trials").resolve("run=bench"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
