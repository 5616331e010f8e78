package org.synprune.jobs.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is printed, and for whom. */
final class ConsoleOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but errors; the exit code tells the rest.")
  private boolean quiet;

  @Option(
      names = "--json",
      description =
          "Print the result on standard output as one JSON document, and all else on standard"
              + " error.")
  private boolean json;

  Console console() {
    return Console.of(spec.commandLine(), quiet, json);
  }
}
