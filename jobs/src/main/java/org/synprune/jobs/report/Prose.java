package org.synprune.jobs.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalDouble;

/** Sentences and figures as they are printed, the same in every locale. */
final class Prose {

  private Prose() {}

  /** Breaks a sentence between words into lines of at most {@link TextTable#WIDTH} characters. */
  static String paragraph(String sentence) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String word : sentence.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > TextTable.WIDTH) {
        text.append('\n');
        column = 0;
      } else if (column > 0) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    return text.append('\n').toString();
  }

  /**
   * A number with fixed decimals, rounded half to even from its exact binary value, as numpy prints
   * the paper's figures ({@code String.format} rounds 0.03125 up).
   */
  static String fixed(double value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** As {@link #fixed}, or a dash where there is no number. */
  static String fixed(OptionalDouble value, int decimals) {
    return value.isPresent() ? fixed(value.getAsDouble(), decimals) : "-";
  }
}
