package org.synprune.jobs.data.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.OptionalLong;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.TimeText;

/**
 * Finds the line to name in an error, by reading the file again from its start. Executors only say
 * that something is wrong, so that good files are read without counting lines.
 *
 * @param file the file
 * @param typer reads its lines
 */
public record BadLines(RawFile file, LineTyper typer) {

  /**
   * Finds the first line that can't be read.
   *
   * @return an error that names the line, its column and what was expected
   */
  public BadInputException firstBad() {
    return search(OptionalLong.empty());
  }

  /**
   * Finds the second line of one time.
   *
   * @param millis the time, in milliseconds since 1970
   * @return an error that names both lines
   */
  public BadInputException duplicate(long millis) {
    return search(OptionalLong.of(millis));
  }

  private BadInputException search(OptionalLong time) {
    try (BufferedReader reader = file.reader()) {
      reader.readLine();
      long first = 0;
      long number = 1;
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        number++;
        LineTyper.Line line = typer.read(text);
        if (line instanceof LineTyper.Bad bad) {
          return new BadInputException(
              file.path()
                  + ", line "
                  + number
                  + (bad.column().isEmpty() ? ": " : ", column '" + bad.column() + "': ")
                  + bad.problem());
        }
        if (line instanceof LineTyper.Typed typed
            && time.isPresent()
            && typed.millis() == time.getAsLong()) {
          if (first > 0) {
            return new BadInputException(
                file.path()
                    + ", line "
                    + number
                    + ", column '"
                    + String.join("' and '", file.source().format().timeColumns())
                    + "': the time "
                    + TimeText.local(typed.millis())
                    + " is in line "
                    + first
                    + " already, expected each step of "
                    + file.source().step().text()
                    + " once");
          }
          first = number;
        }
      }
    } catch (IOException e) {
      return new BadInputException(file.path() + ": can't be read: " + e.getMessage(), e);
    }
    return new BadInputException(
        file.path() + ": some line can't be read, expected lines like the first ones");
  }
}
