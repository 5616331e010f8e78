package org.synprune.jobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.synprune.jobs.bench.Figure.Place;
import org.synprune.jobs.cli.Main;

/**
 * The program's own sweep of a small grid on one core and on two, and what Spark takes of it. A
 * process has no more cores than are said: Java's compilers and collectors run on them, too.
 */
final class SweepBenchmark implements Benchmark {

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn, lstm]
      lookbacks = [1, 3, 7, 14]
      regularisers = [none, dropout, mc-dropout, synaptic-pruning]
      seeds = ["1..LAST"]
      generate { sp500 = 1259 }
      """;

  private static final Pattern SWEPT =
      Pattern.compile("swept +([0-9,]+) trials in ([0-9.]+) s: ([0-9,]+) completed");

  /**
   * One sweep.
   *
   * @param cores cores that it had
   * @param trials trials that it completed
   * @param wall seconds that it took, Spark's start left out
   * @param training seconds that the trials themselves took, all added up
   */
  private record Swept(int cores, int trials, double wall, double training) {

    double perSecond() {
      return trials / wall;
    }

    double coreSeconds() {
      return cores * wall;
    }

    double notTraining() {
      return coreSeconds() - training;
    }
  }

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path grid = folder.path().resolve("bench.conf");
      try {
        Files.writeString(grid, GRID.replace("LAST", Integer.toString(options.seeds)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      List<String> shared = List.of("--grid", grid.toString(), "--out", folder.path().toString());
      List<String> first = new ArrayList<>(shared);
      first.addAll(List.of("--run", "data", "--architecture", "rnn", "--lookback", "1"));
      cli(1, "run", first);

      List<Swept> one = new ArrayList<>();
      List<Swept> two = new ArrayList<>();
      for (int round = 0; round < options.rounds; round++) {
        one.add(sweep(1, round, shared, folder.path()));
        two.add(sweep(2, round, shared, folder.path()));
        options.say(
            "sweep: %.2f trials/s on one core, %.2f on two",
            one.get(round).perSecond(), two.get(round).perSecond());
      }
      figures(one, two).forEach(table);
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
    String said = cli(cores, "sweep", args).output();
    Matcher swept = SWEPT.matcher(said);
    if (!swept.find() || !swept.group(1).equals(swept.group(3))) {
      throw new IllegalStateException("a sweep didn't complete:\n" + said);
    }
    return new Swept(
        cores,
        Integer.parseInt(swept.group(1).replace(",", "")),
        Double.parseDouble(swept.group(2)),
        trainingSeconds(out.resolve("trials").resolve("run=" + run)));
  }

  private static double trainingSeconds(Path trials) {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "localhost")
            .getOrCreate()) {
      return spark
          .read()
          .parquet(trials.toString())
          .agg(functions.expr("sum(seconds_train + seconds_eval)"))
          .head()
          .getDouble(0);
    }
  }

  private List<Figure> figures(List<Swept> one, List<Swept> two) {
    double[] slow = one.stream().mapToDouble(Swept::perSecond).toArray();
    double[] fast = two.stream().mapToDouble(Swept::perSecond).toArray();
    List<Figure> figures = new ArrayList<>();
    figures.add(Figure.of(name(), Place.NONE, "two cores / one core", fast, slow, "trials/s"));
    for (List<Swept> side : Arrays.asList(one, two)) {
      figures.add(
          Figure.of(
              name(),
              Place.NONE,
              "share not spent on trials, " + side.get(0).cores() + " core(s)",
              side.stream().mapToDouble(Swept::notTraining).toArray(),
              side.stream().mapToDouble(Swept::coreSeconds).toArray(),
              "core s"));
    }
    return figures;
  }
}
