package org.synprune.jobs.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.Writer;
import org.synprune.jobs.sweep.SweepProgress;
import picocli.CommandLine;

/**
 * Where a subcommand prints: results on standard output, progress and errors on standard error.
 * With {@code --json} standard output is one document and messages go to standard error; with
 * {@code --quiet} only errors are printed.
 *
 * @param text results and messages for people
 * @param errors errors, which are printed even with {@code --quiet}
 * @param progress the progress of a sweep
 * @param document the JSON document
 * @param json whether the document is wanted
 */
public record Console(
    PrintWriter text,
    PrintWriter errors,
    PrintWriter progress,
    PrintWriter document,
    boolean json) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * The console of a subcommand.
   *
   * @param command the subcommand
   * @param quiet whether only errors are printed
   * @param json whether standard output is one JSON document
   * @return the console
   */
  public static Console of(CommandLine command, boolean quiet, boolean json) {
    PrintWriter out = command.getOut();
    PrintWriter err = command.getErr();
    PrintWriter nobody = new PrintWriter(Writer.nullWriter());
    return new Console(quiet ? nobody : json ? err : out, err, quiet ? nobody : err, out, json);
  }

  /**
   * The console of a subcommand that has neither {@code --quiet} nor {@code --json}.
   *
   * @param command the subcommand
   * @return the console
   */
  public static Console of(CommandLine command) {
    return of(command, false, false);
  }

  /**
   * A progress line for a sweep.
   *
   * @return what the sweep reports to
   */
  public SweepProgress sweepProgress() {
    return ConsoleProgress.of(progress);
  }

  /**
   * Prints the document, if one is wanted.
   *
   * @param value a record, map or list; keys come out in snake case
   */
  public void print(Object value) {
    if (!json) {
      return;
    }
    try {
      document.println(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    document.flush();
  }

  /**
   * Prints an error that doesn't end the program.
   *
   * @param sentence one sentence
   */
  public void error(String sentence) {
    text.flush();
    errors.println("synprune: " + sentence);
    errors.flush();
  }
}
