package org.synprune.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.synprune.bench.figure.FigureTable;
import org.synprune.bench.launches.GpuEstimate;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program {@code scripts/bench}. */
@Command(
    name = "bench",
    description = {
      "Measures synprune against its partners, turn by turn; every figure is a ratio.",
      "For 'steps' it is the partner's time over ours: above 1, ours is the faster."
    },
    mixinStandardHelpOptions = true,
    subcommands = CommandLine.HelpCommand.class)
final class Bench {

  @Spec private CommandSpec spec;

  private Bench() {}

  /** Runs a command line and ends the process. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    CommandLine line = new CommandLine(new Bench());
    line.registerConverter(Architecture.class, id -> known(Architecture.byId(), id));
    line.registerConverter(Regulariser.class, id -> known(Regulariser.byId(), id));
    System.exit(line.execute(args));
  }

  static <T> T known(Map<String, T> all, String id) {
    if (!all.containsKey(id)) {
      throw new TypeConversionException(
          "'" + id + "' is none of " + String.join(", ", all.keySet()));
    }
    return all.get(id);
  }

  @Command(
      description = "Training steps: against idiomatic DJL, plain and stacked PyTorch.",
      mixinStandardHelpOptions = true)
  int steps(@Mixin BenchOptions options) {
    return run("steps", options, new StepsBenchmark());
  }

  @Command(
      description = "Training steps: operations per second as a share of the processor's peak.",
      mixinStandardHelpOptions = true)
  int efficiency(@Mixin BenchOptions options) {
    return run("efficiency", options, new EfficiencyBenchmark());
  }

  @Command(
      description = "What dropout and pruning cost in training steps.",
      mixinStandardHelpOptions = true)
  int overhead(@Mixin BenchOptions options) {
    return run("overhead", options, new OverheadBenchmark());
  }

  @Command(
      description = "A sweep on one core and on two, and what Spark takes of it.",
      mixinStandardHelpOptions = true)
  int sweep(@Mixin BenchOptions options) {
    return run("sweep", options, new SweepBenchmark());
  }

  @Command(
      description = {
        "What 'sweep --dry-run' says of a part of the paper's grid, against the time it takes."
      },
      mixinStandardHelpOptions = true)
  int plan(@Mixin BenchOptions options, @Mixin PlanOptions plan) {
    return run("plan", options, new PlanBenchmark(plan));
  }

  @Command(
      description = "Preparing a large file: against a plain parse and pandas.",
      mixinStandardHelpOptions = true)
  int prepare(@Mixin BenchOptions options) {
    return run("prepare", options, new PrepareBenchmark());
  }

  @Command(
      description = "A sweep on a standalone cluster: two workers against one, and Spark's share.",
      mixinStandardHelpOptions = true)
  int cluster(@Mixin BenchOptions options) {
    return run("cluster", options, new ClusterBenchmark());
  }

  @Command(
      description = "A driver that plans and skips a million trials.",
      mixinStandardHelpOptions = true)
  int driver(@Mixin BenchOptions options) {
    return run("driver", options, new DriverBenchmark());
  }

  @Command(
      description = {
        "HDFS and S3 against a local folder: commits a second, and the time to resume.",
        "Stand-ins of both run on this machine, unless --store names others."
      },
      mixinStandardHelpOptions = true)
  int stores(@Mixin BenchOptions options, @Mixin StoreOptions stores) {
    refuse(stores.fault());
    return run("stores", options, new StoresBenchmark(stores));
  }

  @Command(
      description = "Forecasts a second: the transformer against DJL's predictor.",
      mixinStandardHelpOptions = true)
  int score(@Mixin BenchOptions options) {
    return run("score", options, new ScoreBenchmark());
  }

  @Command(description = "Peak memory of stacks of trials.", mixinStandardHelpOptions = true)
  int memory(@Mixin BenchOptions options) {
    return run("memory", options, new MemoryBenchmark());
  }

  @Command(description = "Whether memory grows over many trials.", mixinStandardHelpOptions = true)
  int soak(@Mixin BenchOptions options) {
    return run("soak", options, new SoakBenchmark());
  }

  @Command(
      description = {
        "How long the paper's grid would take on H100 GPUs: an estimate from what trainings on the",
        "CPU ask for on the path of a GPU. Nothing is timed."
      },
      mixinStandardHelpOptions = true)
  int gpu(@Mixin GpuOptions options) {
    System.out.print(new GpuEstimate(options.seeds).of(options.series()));
    return 0;
  }

  @Command(
      description = "Everything but soak, stores, plan and gpu.",
      mixinStandardHelpOptions = true)
  int all(@Mixin BenchOptions options) {
    return run(
        "all",
        options,
        new StepsBenchmark(),
        new EfficiencyBenchmark(),
        new OverheadBenchmark(),
        new SweepBenchmark(),
        new PrepareBenchmark(),
        new MemoryBenchmark(),
        new ClusterBenchmark(),
        new DriverBenchmark(),
        new ScoreBenchmark());
  }

  private void refuse(Optional<String> fault) {
    fault.ifPresent(
        sentence -> {
          throw new ParameterException(spec.commandLine(), sentence);
        });
  }

  private int run(String name, BenchOptions options, Benchmark... benchmarks) {
    refuse(options.fault());
    List<String> args = spec.commandLine().getParseResult().originalArgs();
    FigureTable table = new FigureTable(Header.of(options, List.of(benchmarks), args));
    for (Benchmark benchmark : benchmarks) {
      try {
        benchmark.run(options, table::add);
      } finally {
        table.write(options.out, name);
      }
    }
    System.out.print(table.text());
    options.say("written: %s.csv and .txt", options.out.resolve(name));
    return 0;
  }
}
