package org.synprune.jobs.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.dataset.DatasetCommand;
import org.synprune.jobs.cli.show.ShowCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The program {@code synprune}. */
@Command(
    name = "synprune",
    description = "Synaptic pruning against dropout: trains, compares and tests.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      PrepareCommand.class,
      SweepCommand.class,
      SummarizeCommand.class,
      GenerateCommand.class,
      ReplicateCommand.class,
      NightlyCommand.class,
      ScoreCommand.class,
      QueryCommand.class,
      ShowCommand.class,
      DatasetCommand.class
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a trial has no result, or the program failed (nightly: a regression)",
      "2:the command line or an input file has to be mended (nightly: or it broke)",
      "130:stopped by Ctrl-C; what is finished is kept, and the same command carries on"
    })
public final class Main {

  /** Exit code of input that the user has to mend. */
  static final int BAD_INPUT = 2;

  private Main() {}

  /**
   * Runs a command line and ends the process.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Interruption interruption = Interruption.watch(args);
    int code = commandLine().execute(args);
    interruption.ended();
    System.exit(code);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new OneSentence())
        .setParameterExceptionHandler(Main::misused);
  }

  private static int misused(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(command.getCommandName() + ": " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return BAD_INPUT;
  }

  /** Bad input gets a sentence; anything else is a fault of the program and keeps its trace. */
  private static final class OneSentence implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
      PrintWriter err = command.getErr();
      int broken = command.getCommandSpec().exitCodeOnExecutionException();
      if (Interruption.signalled()) {
        return broken;
      }
      // A Spark task's, too: Spark wraps what it throws.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BadInputException) {
          err.println("synprune: " + cause.getMessage());
          return BAD_INPUT;
        }
      }
      if (e instanceof UncheckedIOException) {
        err.println("synprune: can't read or write: " + e.getCause().getMessage());
        return broken;
      }
      e.printStackTrace(err);
      return broken;
    }
  }
}
