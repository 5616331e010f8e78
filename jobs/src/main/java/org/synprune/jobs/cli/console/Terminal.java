package org.synprune.jobs.cli.console;

import java.util.List;
import org.apache.commons.text.WordUtils;

/** Widths of what is printed. */
public final class Terminal {

  /** Columns that text is broken at where nothing is known of a terminal. */
  public static final int DEFAULT_COLUMNS = 80;

  /** No limit. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  /** Set by the launcher to the width of the terminal on standard error. */
  private static final String COLUMNS = "synprune.columns";

  private Terminal() {}

  /**
   * Columns of the terminal that shows progress.
   *
   * @return its width in characters
   */
  static int columns() {
    return Integer.getInteger(COLUMNS, DEFAULT_COLUMNS);
  }

  /**
   * Columns that a table of unknown width has to fit into.
   *
   * @return the terminal's width, or no limit where standard output isn't a terminal
   */
  @SuppressWarnings("SystemConsoleNull") // Java 17, which this program runs on, returns null
  static int columnsOfTables() {
    return System.console() == null ? UNLIMITED : columns();
  }

  /**
   * Breaks a text between words; a word that is longer than a line stands on a line of its own.
   *
   * @param text words
   * @param columns most characters in a line
   * @return the lines, one at least
   */
  static List<String> lines(String text, int columns) {
    return columns == UNLIMITED
        ? List.of(text)
        : List.of(WordUtils.wrap(text, columns, "\n", false).split("\n", -1));
  }
}
