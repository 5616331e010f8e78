package org.synprune.jobs.cli.console;

import java.io.PrintWriter;
import java.util.List;

/**
 * Facts with a label on the left, one below the other, broken at 80 columns.
 *
 * @param out where they are printed
 */
public record LabelledLines(PrintWriter out) {

  private static final int LABEL = 11;

  /**
   * Prints a fact.
   *
   * @param label what it is, of at most 10 characters; may be empty
   * @param text the fact; more lines follow below its first one
   */
  public void print(String label, String text) {
    List<String> lines = Terminal.lines(text, Terminal.DEFAULT_COLUMNS - LABEL);
    for (int i = 0; i < lines.size(); i++) {
      printWhole(i == 0 ? label : "", lines.get(i));
    }
  }

  /**
   * Prints a fact on one line, however long: for commands that people copy.
   *
   * @param label what it is, of at most 10 characters; may be empty
   * @param text the fact
   */
  public void printWhole(String label, String text) {
    out.printf("%-" + (LABEL - 1) + "s %s%n", label, text);
  }
}
