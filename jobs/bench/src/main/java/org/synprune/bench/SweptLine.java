package org.synprune.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a sweep says at its end.
 *
 * @param trials trials that it completed
 * @param seconds that it took, Spark's start left out
 */
record SweptLine(int trials, double seconds) {

  private static final Pattern SWEPT =
      Pattern.compile("swept +([0-9,]+) trials in ([0-9.]+) s: ([0-9,]+) completed");

  /**
   * Finds the line.
   *
   * @param said what the program printed
   * @throws IllegalStateException if a trial failed, or the line isn't there
   */
  static SweptLine of(String said) {
    Matcher swept = SWEPT.matcher(said);
    if (!swept.find() || !swept.group(1).equals(swept.group(3))) {
      throw new IllegalStateException("a sweep didn't complete:\n" + said);
    }
    return new SweptLine(
        Integer.parseInt(swept.group(1).replace(",", "")), Double.parseDouble(swept.group(2)));
  }
}
