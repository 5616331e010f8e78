package org.synprune.jobs;

import java.io.Serial;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Input that the user has to fix: a file, a cell, a key, an option.
 *
 * <p>The message is one sentence that names where (file, line, column or key), what stands there
 * and what was expected. The command line prints it without a stack trace and exits with code 2.
 */
public final class BadInputException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\r\t]]");

  /**
   * Creates the exception.
   *
   * @param message one sentence: where, what was found, what was expected
   */
  public BadInputException(String message) {
    super(printable(message));
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message one sentence: where, what was found, what was expected
   * @param cause what brought it to light
   */
  public BadInputException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  /** What stands in a file goes to a terminal: control characters are written out. */
  private static String printable(String message) {
    return CONTROL
        .matcher(String.valueOf(message))
        .replaceAll(found -> String.format(Locale.ROOT, "U+%04X", (int) found.group().charAt(0)));
  }
}
