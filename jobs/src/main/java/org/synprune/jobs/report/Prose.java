package org.synprune.jobs.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import org.apache.commons.text.WordUtils;

/** Sentences and numbers as they are printed, the same in every locale. */
final class Prose {

  private Prose() {}

  /** Breaks a sentence between words into lines of at most {@link TextTable#WIDTH} characters. */
  static String paragraph(String sentence) {
    return wrap(sentence, 0);
  }

  /**
   * Breaks a sentence between words. It is to follow a label that is as wide as the indent of its
   * other lines.
   */
  static String wrap(String sentence, int indent) {
    String newLine = "\n" + " ".repeat(indent);
    return WordUtils.wrap(sentence, TextTable.WIDTH - indent, newLine, false) + "\n";
  }

  /** Returns "1 seed" or "2 seeds". */
  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /**
   * A number with fixed decimals, rounded half to even from its exact binary value, as numpy prints
   * the paper's figures ({@code String.format} rounds 0.03125 up).
   */
  static String fixed(double value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** As {@link #fixed(double, int)}, or a dash where there is no number. */
  static String fixed(OptionalDouble value, int decimals) {
    return value.isPresent() ? fixed(value.getAsDouble(), decimals) : "-";
  }
}
