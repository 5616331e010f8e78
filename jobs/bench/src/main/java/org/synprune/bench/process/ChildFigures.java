package org.synprune.bench.process;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Figures that a child prints as its last result, among what else it says. */
public final class ChildFigures {

  private static final String NUMBER = "[0-9]+\\.[0-9]+";
  private static final Pattern LINE = Pattern.compile("(?m)^" + NUMBER + "(?: " + NUMBER + ")*$");

  private ChildFigures() {}

  /**
   * Reads them.
   *
   * @param said all that the child said
   * @param count how many figures there are
   * @return those of the last line that holds decimal numbers and nothing else
   * @throws IllegalStateException if there is no such line, or it holds another count
   */
  public static double[] of(String said, int count) {
    Matcher lines = LINE.matcher(said);
    String last = "";
    while (lines.find()) {
      last = lines.group();
    }
    String[] figures = last.split(" ", -1);
    if (last.isEmpty() || figures.length != count) {
      throw new IllegalStateException("expected a line of " + count + " figures:\n" + said);
    }
    return Arrays.stream(figures).mapToDouble(Double::parseDouble).toArray();
  }
}
