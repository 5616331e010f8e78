package org.synprune.jobs.grid;

import java.io.Serial;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A refused setting of a grid, with its key: whoever read it from a file can name the line. */
public final class InvalidSettingException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private final String key;
  private final String problem;

  /**
   * Creates the exception; its message is key and problem.
   *
   * @param key the setting's key in a grid file, such as {@code batch-size}
   * @param format what is wrong with it and what was expected, as {@link String#format}
   * @param values of the format
   */
  public InvalidSettingException(String key, String format, Object... values) {
    this(key, String.format(Locale.ROOT, format, values), (@Nullable Throwable) null);
  }

  private InvalidSettingException(String key, String problem, @Nullable Throwable cause) {
    super(key + " " + problem, cause);
    this.key = key;
    this.problem = problem;
  }

  /**
   * The same for a setting that a library refused.
   *
   * @param key the setting's key
   * @param problem what is wrong with it
   * @param cause the refusal, or null
   * @return the exception
   */
  public static InvalidSettingException of(String key, String problem, @Nullable Throwable cause) {
    return new InvalidSettingException(key, problem, cause);
  }

  /**
   * The setting.
   *
   * @return its key in a grid file
   */
  public String key() {
    return key;
  }

  /**
   * What is wrong with it.
   *
   * @return a phrase that goes on from the key, such as {@code is 0, expected 1 or more}
   */
  public String problem() {
    return problem;
  }
}
