package org.synprune.jobs.cli.dataset;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.console.LabelledLines;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.GivenFolder;
import org.synprune.jobs.cli.options.Shell;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.guess.ConfGuess;
import org.synprune.jobs.grid.DatasetNames;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.StorageFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Describes a data set by its file. */
@Command(
    name = "init",
    description =
        "Writes the .conf file of a data set, guessed from its raw file: text of any delimiter,"
            + " packed or not, Excel or Parquet. Says what it guessed and what it is unsure of.",
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {

  @Mixin private ConsoleOptions printed;

  @Parameters(paramLabel = "FILE", description = "The raw file, or its address in a store.")
  private String file;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "Column to forecast (default: asked, or guessed where nobody can be asked).")
  private @Nullable String target;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the data set (default: the file's).")
  private @Nullable String name;

  @Option(
      names = "--sheet",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Sheet of an Excel file (default: the first).")
  private String sheet;

  @Option(
      names = "--member",
      paramLabel = "NAME",
      defaultValue = "",
      description = "File of a zip archive (default: the only one).")
  private String member;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "Where the .conf file is written, as NAME.conf (default: datasets/NAME.conf in the folder"
              + " of configuration).")
  private @Nullable Path to;

  @Override
  public Integer call() throws IOException {
    var console = printed.console();
    Folder raw = GivenFolder.of(file);
    String called = name(raw);
    Path written = target(called);
    if (Files.exists(written)) {
      throw new BadInputException(
          written + ": is there already, expected another --name, or --to another file");
    }
    ConfGuess guess;
    try (SparkSession spark = Sessions.open("dataset")) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Layout.Within within = new Layout.Within(sheet, member);
      guess = ConfGuess.of(context, raw, within, called, target);
      String asked = target == null ? asked(guess) : null;
      if (asked != null) {
        guess = ConfGuess.of(context, raw, within, called, asked);
      }
    }
    write(written, guess.conf());
    say(console.text(), written, guess, raw);
    Map<String, Object> document = Documents.of("dataset init");
    document.put("name", guess.name());
    document.put("path", written.toString());
    document.put("guessed", guess.guessed());
    document.put("unsure", guess.unsure());
    console.print(document);
    return 0;
  }

  /** The target, if somebody sits at the terminal who can say it. */
  @SuppressWarnings("SystemConsoleNull") // of later versions: the launcher says what is a terminal
  private static @Nullable String asked(ConfGuess guess) {
    Console terminal = System.console();
    boolean open = guess.unsure().stream().anyMatch(one -> one.contains("--target"));
    if (terminal == null || !open || !Boolean.getBoolean("synprune.terminal")) {
      return null;
    }
    String answer = terminal.readLine("Which column is forecast? (Enter: the guess) ");
    return answer == null || answer.isBlank() ? null : answer.strip();
  }

  private String name(Folder raw) {
    if (name != null) {
      if (!DatasetNames.isName(name)) {
        throw new BadInputException("--name is '" + name + "', expected " + DatasetNames.EXPECTED);
      }
      return name;
    }
    String plain =
        raw.name()
            .replaceFirst("(?i)([.](csv|tsv|txt|dat|data|xlsx|parquet|zip|gz|bz2|zst))+$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_-]+", "-")
            .replaceAll("^[-_]+|-+$", "");
    return plain.isEmpty() ? "data" : plain;
  }

  private Path target(String called) {
    Path given = to;
    if (given != null) {
      if (!String.valueOf(given.getFileName()).equals(called + ".conf")) {
        throw new BadInputException(
            "--to is '"
                + given
                + "', expected a name of "
                + called
                + ".conf, as the data set is"
                + " called (--name names it)");
      }
      return given;
    }
    String folder = System.getProperty("synprune.conf");
    return (folder == null ? Path.of("") : Path.of(folder))
        .resolve("datasets")
        .resolve(called + ".conf");
  }

  private static void write(Path written, String text) {
    try {
      Path folder = written.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(written, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new BadInputException(written + ": is there already, expected another --name", e);
    } catch (IOException e) {
      throw StorageFailure.unwritable(written, e);
    }
  }

  private void say(PrintWriter out, Path written, ConfGuess guess, Folder raw) {
    LabelledLines lines = new LabelledLines(out);
    lines.printWhole("written", written.toString());
    guess.guessed().forEach(one -> lines.print("guessed", one));
    guess.unsure().forEach(one -> lines.print("unsure", one));
    String folder = Shell.quoted(raw.parent().toString());
    lines.printWhole(
        "check",
        "scripts/synprune dataset check "
            + Shell.quoted(to == null ? guess.name() : written.toString())
            + " --data "
            + folder);
    lines.printWhole(
        "next", "scripts/synprune run --data " + folder + " --dataset " + guess.name());
    out.flush();
  }
}
