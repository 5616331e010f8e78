package org.synprune.jobs.cli.options;

import java.util.List;
import java.util.stream.Collectors;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is printed: text, one JSON document, or errors only. */
public final class ConsoleOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print errors only; the exit code tells whether all went well.")
  private boolean quiet;

  @Option(
      names = "--json",
      description =
          "Print the result as one JSON document on standard output; messages go to standard"
              + " error.")
  private boolean json;

  /**
   * Where the command prints.
   *
   * @return the console that these options ask for
   */
  public Console console() {
    return Console.of(spec.commandLine(), quiet, json);
  }

  /**
   * Where a command prints that gives standard output another use.
   *
   * @return a console whose text goes to standard error
   * @throws BadInputException if {@code --json} gives it a third
   */
  public Console messagesAside() {
    if (json) {
      throw new BadInputException("--format is given with --json, expected one of them");
    }
    Console console = Console.of(spec.commandLine(), quiet, true);
    return new Console(
        console.text(), console.errors(), console.progress(), console.document(), false);
  }

  /**
   * The whole command line, for a page that says how it was made.
   *
   * @return program and arguments, quoted as a shell takes them
   */
  public String commandLine() {
    List<String> words = spec.root().commandLine().getParseResult().originalArgs();
    return "synprune " + words.stream().map(Shell::quoted).collect(Collectors.joining(" "));
  }
}
