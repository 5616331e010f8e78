package org.synprune.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.process.ChildRun;
import org.synprune.bench.process.TemporaryFolder;
import org.synprune.jobs.cli.Main;
import org.synprune.jobs.grid.Architecture;

/**
 * How long {@code sweep --dry-run} says that a part of the paper's grid takes on two cores, against
 * how long it takes; both without the start of Spark.
 */
final class PlanBenchmark implements Benchmark {

  private static final Pattern PLANNED = Pattern.compile("\"longest_first\" : ([0-9.Ee-]+)");
  private static final int FIRST_SEED = 42;

  private final PlanOptions chosen;

  PlanBenchmark(PlanOptions chosen) {
    this.chosen = chosen;
  }

  @Override
  public String name() {
    return "plan";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    String lookbacks =
        options.lookbacks.stream().map(String::valueOf).collect(Collectors.joining(","));
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path out = folder.path().resolve("out");
      cli(
          "prepare",
          "--data",
          chosen.data.toString(),
          "--out",
          out.toString(),
          "--dataset",
          String.join(",", chosen.datasets));
      for (String dataset : chosen.datasets) {
        for (Architecture network : options.architectures) {
          String[] part = {
            "--grid",
            "paper",
            "--out",
            out.toString(),
            "--dataset",
            dataset,
            "--architecture",
            network.id(),
            "--lookback",
            lookbacks,
            "--seeds",
            FIRST_SEED + ".." + (FIRST_SEED + options.seeds - 1)
          };
          double[] planned = new double[options.rounds];
          double[] taken = new double[options.rounds];
          for (int round = 0; round < options.rounds; round++) {
            planned[round] = planned(part);
            taken[round] = taken(part);
          }
          Figure figure =
              Figure.of(
                  name(),
                  new CaseLabels(network.id(), lookbacks, ""),
                  dataset + ", planned / taken",
                  planned,
                  taken,
                  "s");
          options.say(
              "plan %-12s %-8s %.1f s planned, %.1f s taken: %.3f",
              dataset,
              network.id(),
              figure.numerator(),
              figure.denominator(),
              figure.ratio().median());
          table.accept(figure);
        }
      }
    }
  }

  private static double planned(String... part) {
    // Without --fresh, what an earlier round has trained would be left out.
    return plannedSeconds(sweep(part, "--fresh", "--dry-run", "--json"));
  }

  /** The seconds that a plan in JSON says a sweep takes. */
  static double plannedSeconds(String said) {
    Matcher matcher = PLANNED.matcher(said);
    if (!matcher.find()) {
      throw new IllegalStateException("expected a plan with 'longest_first' in:\n" + said);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static double taken(String... part) {
    return SweptLine.of(sweep(part, "--fresh")).seconds();
  }

  private static String sweep(String[] part, String... more) {
    List<String> args = new ArrayList<>(List.of("sweep"));
    args.addAll(List.of(part));
    args.addAll(List.of(more));
    return cli(args.toArray(String[]::new));
  }

  private static String cli(String... args) {
    return ChildRun.of(
            ChildRun.onCores(
                2, ChildJvm.command(List.of("-Dspark.master=local[2]"), Main.class, args)))
        .output();
  }
}
