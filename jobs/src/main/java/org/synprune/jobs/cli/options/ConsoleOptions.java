package org.synprune.jobs.cli.options;

import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.stages.PageStage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is printed, and for whom. */
public final class ConsoleOptions {

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

  public Console console() {
    return Console.of(spec.commandLine(), quiet, json);
  }

  /** The page of a run that the command sums up. */
  public PageStage page() {
    return PageStage.of(spec);
  }
}
