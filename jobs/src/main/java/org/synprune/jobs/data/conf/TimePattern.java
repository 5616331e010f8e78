package org.synprune.jobs.data.conf;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.util.Locale;

/**
 * Makes formatters of patterns as {@link DateTimeFormatter} has them, with what people expect of
 * them: two digits of a year are 1969 to 2068, as C, Python and Excel (nearly) have it; weeks are
 * those of ISO 8601; names of months are English; a month, quarter, week or year alone is its first
 * day.
 */
final class TimePattern {

  /** The first year that two digits stand for, as in POSIX's {@code strptime}. */
  private static final int PIVOT = 1969;

  private static final int YEAR_DIGITS = 4;
  private static final int MOST_YEAR_DIGITS = 9;

  private final String pattern;
  private final String letters;
  private final boolean weeks;
  private final DateTimeFormatterBuilder builder =
      new DateTimeFormatterBuilder().parseCaseInsensitive();
  private final StringBuilder plain = new StringBuilder();

  private TimePattern(String pattern) {
    this.pattern = pattern;
    this.letters = letters(pattern);
    this.weeks = letters.indexOf('w') >= 0;
  }

  /**
   * Makes a formatter.
   *
   * @param pattern the pattern
   * @param style how strictly its fields are taken
   * @return the formatter
   * @throws IllegalArgumentException if it is no pattern
   */
  static DateTimeFormatter formatter(String pattern, ResolverStyle style) {
    return new TimePattern(pattern).build().toFormatter(Locale.ENGLISH).withResolverStyle(style);
  }

  /** The letters of a pattern that stand for fields, without those in quotes. */
  static String letters(String pattern) {
    StringBuilder letters = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      if (!quoted && Character.isLetter(c)) {
        letters.append(c);
      }
    }
    return letters.toString();
  }

  private DateTimeFormatterBuilder build() {
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); ) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      int end = i + 1;
      while (!quoted && Character.isLetter(c) && end < pattern.length()) {
        if (pattern.charAt(end) != c) {
          break;
        }
        end++;
      }
      if (quoted || !field(c, end - i)) {
        plain.append(pattern, i, end);
      }
      i = end;
    }
    flush();
    defaults();
    return builder;
  }

  /** Adds a field that Java's own pattern reads otherwise. */
  private boolean field(char letter, int count) {
    switch (letter) {
      case 'y', 'u', 'Y' -> {
        if (count == 2) {
          flush();
          builder.appendValueReduced(year(letter), 2, 2, LocalDate.of(PIVOT, 1, 1));
        } else if (letter == 'Y' || weeks) {
          flush();
          builder.appendValue(
              year(letter),
              count,
              Math.max(count, MOST_YEAR_DIGITS),
              count < YEAR_DIGITS ? SignStyle.NORMAL : SignStyle.EXCEEDS_PAD);
        } else {
          plain.append("u".repeat(count));
        }
      }
      case 'k' -> plain.append("H".repeat(count));
      case 'w' -> number(IsoFields.WEEK_OF_WEEK_BASED_YEAR, count);
      case 'e' -> number(ChronoField.DAY_OF_WEEK, 1);
      default -> {
        return false;
      }
    }
    return true;
  }

  private TemporalField year(char letter) {
    return letter == 'Y' || weeks ? IsoFields.WEEK_BASED_YEAR : ChronoField.YEAR;
  }

  private void number(TemporalField field, int count) {
    flush();
    if (count == 1) {
      builder.appendValue(field);
    } else {
      builder.appendValue(field, count);
    }
  }

  private void flush() {
    if (!plain.isEmpty()) {
      builder.appendPattern(plain.toString());
      plain.setLength(0);
    }
  }

  private void defaults() {
    if (weeks) {
      if (!has("eEc")) {
        builder.parseDefaulting(ChronoField.DAY_OF_WEEK, 1);
      }
    } else if (has("Qq") && !has("ML")) {
      builder.parseDefaulting(IsoFields.DAY_OF_QUARTER, 1);
    } else if (has("yu") && !has("D")) {
      boolean optional = pattern.indexOf('[') >= 0;
      if (optional || !has("MLd")) {
        builder.parseDefaulting(ChronoField.MONTH_OF_YEAR, 1);
      }
      if (optional || !has("d")) {
        builder.parseDefaulting(ChronoField.DAY_OF_MONTH, 1);
      }
    }
  }

  private boolean has(String some) {
    return some.chars().anyMatch(letter -> letters.indexOf(letter) >= 0);
  }
}
