package org.synprune.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.peak.CorePair;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.process.ChildRun;
import org.synprune.bench.process.TemporaryFolder;
import org.synprune.jobs.cli.Main;

/**
 * The program's own sweep of a small grid on one core and on two, and what Spark takes of it. A
 * process has no more cores than are said: Java's compilers and collectors run on them, too. Beside
 * it stands what two cores of the machine do over one where programs share nothing.
 */
final class SweepBenchmark implements Benchmark {

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    try (TemporaryFolder folder = new TemporaryFolder();
        CorePair cores = new CorePair()) {
      Path grid = folder.path().resolve("bench.conf");
      try {
        Files.writeString(grid, Swept.GRID.replace("LAST", Integer.toString(options.seeds)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      List<String> shared = List.of("--grid", grid.toString(), "--out", folder.path().toString());
      List<String> first = new ArrayList<>(shared);
      first.addAll(List.of("--run", "data", "--architecture", "rnn", "--lookback", "1"));
      cli(1, "run", first);

      List<Swept> one = new ArrayList<>();
      List<Swept> two = new ArrayList<>();
      List<CorePair.Speeds> machine = new ArrayList<>();
      for (int round = 0; round < options.rounds; round++) {
        one.add(sweep(1, round, shared, folder.path()));
        two.add(sweep(2, round, shared, folder.path()));
        machine.add(cores.measure());
        options.say(
            "sweep: %.2f trials/s on one core, %.2f on two",
            one.get(round).perSecond(), two.get(round).perSecond());
      }
      Swept.figures(name(), "two cores / one core", "core(s)", one, two).forEach(table);
      table.accept(
          Figure.of(
              name(),
              Figure.CaseLabels.NONE,
              "multiply-adds in registers, two processes / one",
              machine.stream().mapToDouble(CorePair.Speeds::two).toArray(),
              machine.stream().mapToDouble(CorePair.Speeds::one).toArray(),
              "GFLOP/s"));
    }
  }

  private static ChildRun cli(int cores, String command, List<String> args) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(args);
    return ChildRun.of(
        ChildRun.onCores(
            cores,
            ChildJvm.command(
                List.of("-Dspark.master=local[" + cores + "]"),
                Main.class,
                all.toArray(String[]::new))));
  }

  private static Swept sweep(int cores, int round, List<String> shared, Path out) {
    String run = "cores" + cores + "-" + round;
    List<String> args = new ArrayList<>(shared);
    args.addAll(List.of("--run", run));
    return Swept.of(
        cores, cli(cores, "sweep", args).output(), out.resolve("trials").resolve("run=" + run));
  }
}
