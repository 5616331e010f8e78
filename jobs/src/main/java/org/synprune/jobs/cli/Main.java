package org.synprune.jobs.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.dataset.DatasetCommand;
import org.synprune.jobs.cli.options.SettingOptions;
import org.synprune.jobs.cli.show.ShowCommand;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.spark.TaskErrors;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.LeaseLostException;
import org.synprune.jobs.storage.StorageFailure;
import org.synprune.jobs.sweep.check.NoExecutorException;
import org.synprune.jobs.train.outcome.BrokenDeviceException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The program {@code synprune}: parses the command line and runs the subcommand. */
@Command(
    name = "synprune",
    description =
        "Trains forecasting networks with synaptic pruning, dropout and other regularisers, and"
            + " compares their errors.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main {

  /** Java 24 has no security manager, which Hadoop's login asks for. */
  private static final int NEWEST_JAVA = 23;

  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          PrepareCommand.class,
          SweepCommand.class,
          SummarizeCommand.class,
          RunsCommand.class,
          CompactCommand.class,
          GenerateCommand.class,
          ReplicateCommand.class,
          NightlyCommand.class,
          ScoreCommand.class,
          QueryCommand.class,
          ShowCommand.class,
          DatasetCommand.class);

  private Main() {}

  /**
   * Runs a command line. It returns if all went well, and ends the process with the exit code
   * otherwise: YARN's application master, which calls this method in cluster mode, takes any {@link
   * System#exit} for a failure.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Interruption interruption = Interruption.watch(args);
    int code = commandLine(args).execute(HomeFolder.expanded(args));
    interruption.ended();
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * The parser.
   *
   * @param args the command line; if it begins with the name of a subcommand, the parser knows only
   *     that one: reading the options of all takes as long as some commands do
   * @return the parser; of all subcommands if there is no name
   */
  public static CommandLine commandLine(String... args) {
    CommandLine command = new CommandLine(new Main());
    COMMANDS.stream()
        .filter(one -> args.length > 0 && name(one).equals(args[0]))
        .findFirst()
        .map(List::<Class<?>>of)
        .orElse(COMMANDS)
        .forEach(command::addSubcommand);
    command
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Main::execute)
        .setExecutionExceptionHandler(new OneSentence())
        .setParameterExceptionHandler(Main::misused);
    ExitCodes.explain(command);
    return command;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  /** Runs a command, unless the environment is wrong. */
  private static int execute(ParseResult parsed) {
    if (Runtime.version().feature() > NEWEST_JAVA) {
      throw failed(
          parsed,
          new BadInputException(
              "this is Java "
                  + Runtime.version().feature()
                  + ", expected Java 17 to "
                  + NEWEST_JAVA
                  + ", which Spark runs on (JAVA_HOME names one)"));
    }
    String kernels = System.getenv(PyTorch.SWITCH);
    if (kernels != null) {
      try {
        PyTorch.switchOf(kernels);
      } catch (BadInputException e) {
        throw failed(parsed, e);
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static CommandLine.ExecutionException failed(ParseResult parsed, BadInputException e) {
    CommandLine command = parsed.commandSpec().commandLine();
    return new CommandLine.ExecutionException(command, e.getMessage(), e);
  }

  private static int misused(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    if (e.getCause() instanceof CommandLine.TypeConversionException
        && String.valueOf(e.getMessage()).contains("InvalidPathException")) {
      command.getErr().println(command.getCommandName() + ": " + Folder.noPath(e.getValue()));
      return ExitCodes.BAD_INPUT;
    }
    Optional<String> setting = setting(e);
    if (setting.isPresent()) {
      command.getErr().println(command.getCommandName() + ": " + setting.get());
      return ExitCodes.BAD_INPUT;
    }
    command.getErr().println(command.getCommandName() + ": " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCodes.BAD_INPUT;
  }

  /** What to write for an option that is a setting of a grid. */
  private static Optional<String> setting(CommandLine.ParameterException e) {
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)
        || e.getCommandLine().getCommandSpec().findOption("--set") == null) {
      return Optional.empty();
    }
    return unmatched.getUnmatched().stream()
        .flatMap(
            option ->
                SettingOptions.instead(option).stream()
                    .map(set -> "unknown option '" + option + "', expected " + set))
        .findFirst();
  }

  /** Bad input gets one sentence; any other error is the program's and keeps its trace. */
  private static final class OneSentence implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
      PrintWriter err = command.getErr();
      int broken = command.getCommandSpec().exitCodeOnExecutionException();
      if (Interruption.signalled()) {
        return broken;
      }
      // A Spark task's, too: Spark wraps what it throws.
      RuntimeException said = TaskErrors.sentence(e).orElse(null);
      if (said instanceof BadInputException) {
        err.println("synprune: " + said.getMessage());
        return ExitCodes.BAD_INPUT;
      }
      if (e instanceof NoExecutorException) {
        err.println("synprune: " + e.getMessage());
        return broken;
      }
      if (said instanceof LeaseLostException || said instanceof BrokenDeviceException) {
        err.println("synprune: " + said.getMessage());
        return broken;
      }
      if (said instanceof UncheckedIOException) {
        err.println("synprune: can't read or write: " + StorageFailure.sentence(said.getCause()));
        return broken;
      }
      e.printStackTrace(err);
      return broken;
    }
  }
}
