package org.synprune.jobs.bench;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code scripts/bench}. */
@Command(
    name = "bench",
    description = "Measures synprune against its partners; every figure is a ratio.",
    mixinStandardHelpOptions = true,
    subcommands = CommandLine.HelpCommand.class)
final class Bench {

  @Spec private CommandSpec spec;

  private Bench() {}

  /** Runs a command line and ends the process. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Command(
      description = "Training steps: against idiomatic DJL and plain PyTorch.",
      mixinStandardHelpOptions = true)
  int steps(@Mixin BenchOptions options) {
    return run("steps", options, new StepsBenchmark());
  }

  private int run(String name, BenchOptions options, Benchmark... benchmarks) {
    List<String> args = spec.commandLine().getParseResult().originalArgs();
    FigureTable table = new FigureTable(Header.of(Python.of(options.python), args));
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
