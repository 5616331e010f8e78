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
 * Where a subcommand prints: what people read on standard output, progress and errors on standard
 * error. With {@code --json} standard output is one document and all else goes to standard error;
 * with {@code --quiet} people are told nothing but errors.
 *
 * @param text what people read
 * @param errors errors, whatever was asked for
 * @param progress how a sweep goes
 * @param document where the one document goes
 * @param json whether it is wanted
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

  public static Console of(CommandLine command, boolean quiet, boolean json) {
    PrintWriter out = command.getOut();
    PrintWriter err = command.getErr();
    PrintWriter nobody = new PrintWriter(Writer.nullWriter());
    return new Console(quiet ? nobody : json ? err : out, err, quiet ? nobody : err, out, json);
  }

  /** The console of a subcommand without the options. */
  public static Console of(CommandLine command) {
    return of(command, false, false);
  }

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

  /** A sentence about something that went wrong without ending the program. */
  public void error(String sentence) {
    text.flush();
    errors.println("synprune: " + sentence);
    errors.flush();
  }
}
