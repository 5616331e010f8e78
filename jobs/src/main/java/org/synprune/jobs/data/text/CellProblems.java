package org.synprune.jobs.data.text;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.NumberText;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TextFormat;
import org.synprune.jobs.data.conf.TimeForms;
import org.synprune.jobs.data.conf.TimeText;

/** What is wrong with a cell, and the key of the data set's file that would read it. */
final class CellProblems {

  /** The most characters of a bad cell that are shown. */
  private static final int SHOWN = 40;

  /** The most characters of a cell that a key is looked for. */
  private static final int TRIED = 60;

  private CellProblems() {}

  /** A time that can't be read. */
  static LineTyper.Bad time(String text, TextFormat format) {
    return new LineTyper.Bad(
        String.join("' and '", format.timeColumns()),
        () -> "is " + shown(text) + wanted(text, format));
  }

  private static String wanted(String text, TextFormat format) {
    String pattern = format.timePattern();
    String expected = pattern.equals(TimeText.ISO) ? "2020-01-31 or 2020-01-31 18:00" : pattern;
    List<String> others =
        text.isEmpty() || text.length() > TRIED ? List.of() : TimeForms.reading(text);
    String advice = text.matches("-?[0-9.,]+") ? "; without time.columns rows are counted" : "";
    if (!others.isEmpty()) {
      advice = "; pattern = \"" + String.join("\" or \"", others) + "\" would read it";
    }
    return ", expected a time such as " + expected + advice;
  }

  /** A time of the night in spring on which clocks go forward. */
  static LineTyper.Bad skipped(String text, Source source) {
    return new LineTyper.Bad(
        String.join("' and '", source.format().timeColumns()),
        () ->
            "is "
                + shown(text)
                + ", which clocks in "
                + source.times().zone()
                + " skipped, expected a time that they showed; time.zone = \"+01:00\" and the like is of"
                + " clocks without summer time");
  }

  /** A value that can't be read. */
  static LineTyper.Bad value(
      String column,
      String cell,
      @Nullable List<String> texts,
      TextFormat format,
      NumberText numbers) {
    if (texts != null) {
      return new LineTyper.Bad(
          column, () -> "is " + shown(cell) + ", expected one of " + String.join(", ", texts));
    }
    return new LineTyper.Bad(column, () -> "is " + shown(cell) + wanted(cell, format, numbers));
  }

  private static String wanted(String cell, TextFormat format, NumberText numbers) {
    List<String> markers = format.missing().stream().map(m -> "'" + m + "' for missing").toList();
    Optional<String> keys =
        cell.isEmpty() || cell.length() > TRIED ? Optional.empty() : numbers.advice(cell);
    String hint = keys.map(key -> "; " + key + " would read it").orElse("");
    if (keys.isEmpty() && markers.stream().noneMatch(one -> one.startsWith("'" + cell + "'"))) {
      hint = missing(cell);
    }
    return ", expected "
        + (markers.isEmpty() ? "a number" : "a number or " + String.join(" or ", markers))
        + hint;
  }

  /** Texts that usually stand for a missing value. */
  private static String missing(String cell) {
    boolean usual =
        cell.matches("(?i)|na|n/a|nan|null|none|nil|-|--|[.]|[?]|#n/a|missing|inf|-inf");
    return usual ? "; missing = [\"" + cell + "\"] would take it as missing" : "";
  }

  private static String shown(String cell) {
    return "'"
        + Invisible.shown(cell.length() > SHOWN ? cell.substring(0, SHOWN) + "..." : cell)
        + "'";
  }
}
