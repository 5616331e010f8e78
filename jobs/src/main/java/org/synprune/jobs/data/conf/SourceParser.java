package org.synprune.jobs.data.conf;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.conf.Section;

/** Reads one of the {@code sources} of a data set's file strictly. */
final class SourceParser {

  private static final Map<String, Boolean> SWITCH = new LinkedHashMap<>();

  static {
    SWITCH.put("true", true);
    SWITCH.put("false", false);
  }

  private static final String BLANKS = "blanks";
  private static final String DELIMITER = "delimiter";

  private final Section section;
  private final Resolution resolution;
  private final List<String> columns;

  /**
   * Makes a reader.
   *
   * @param section one of {@code sources}
   * @param resolution the data set's resolution
   * @param columns the data set's columns
   */
  SourceParser(Section section, Resolution resolution, List<String> columns) {
    this.section = section;
    this.resolution = resolution;
    this.columns = columns;
  }

  Source parse() {
    Resolution step = section.has("step") ? resolution(section, "step") : resolution;
    if (!resolution.holds(step)) {
      throw section.bad(
          "step", "is " + step.text() + ", expected a whole part of " + resolution.text());
    }
    boolean together = section.has("parts");
    if (together && section.has("files")) {
      throw section.bad(
          "parts",
          "stands beside 'files', expected one of them: 'parts' are read together, of 'files' the"
              + " first one that is there");
    }
    String key = together ? "parts" : "files";
    List<String> files = section.strings(key);
    if (files.isEmpty()) {
      throw section.bad(key, "is empty, expected at least one file name");
    }
    Section time = section.section("time");
    if (section.has("pivot") && !time.has("columns")) {
      throw section.bad(
          "pivot", "brings rows of one time together, expected time.columns to say which they are");
    }
    TimeParser times = new TimeParser(time);
    Source source =
        new Source(
            files,
            step,
            format(time, times),
            numbers("divide"),
            numbers("missing-below"),
            layout(together),
            numberForm(),
            times.rules());
    time.done();
    section.done();
    return source;
  }

  private TextFormat format(Section time, TimeParser times) {
    List<String> timeColumns = List.of();
    String pattern = TimeText.ISO;
    if (time.has("columns")) {
      timeColumns = time.strings("columns");
      if (timeColumns.isEmpty()) {
        throw time.bad("columns", "is empty, expected at least one column");
      }
      pattern = times.pattern();
    }
    requireDistinct();
    String decimal = one("decimal", ".");
    if (!decimal.equals(".") && !decimal.equals(",")) {
      throw section.bad("decimal", "is '" + decimal + "', expected '.' or ','");
    }
    return new TextFormat(
        delimiter(),
        decimal.charAt(0),
        one("quote", "\"").charAt(0),
        charset(),
        section.strings("missing", List.of()),
        timeColumns,
        pattern);
  }

  /** What marks a comment, a quote or the end of a cell has to be told from the others. */
  private void requireDistinct() {
    String delimiter = String.valueOf(delimiter());
    String quote = one("quote", "\"");
    String comment = section.string("comment", "");
    if (delimiter.equals(quote) || "\r\n".contains(delimiter) || "\r\n".contains(quote)) {
      throw section.bad(
          DELIMITER, "can't be told from 'quote' or a line's end, expected another character");
    }
    boolean blank = comment.isBlank() && section.has("comment");
    if (comment.equals(delimiter) || comment.equals(quote) || blank) {
      throw section.bad(
          "comment", "is '" + comment + "', expected what lines begin with that are no rows");
    }
  }

  private String charset() {
    String charset = section.string("charset", "UTF-8");
    try {
      Charset.forName(charset);
      return charset;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw section.bad("charset", "is '" + charset + "', expected a character set such as UTF-8");
    }
  }

  private char delimiter() {
    String text = section.string(DELIMITER, ",");
    if (text.equals("tab")) {
      return '\t';
    }
    return text.equals(BLANKS) ? ' ' : one(DELIMITER, ",").charAt(0);
  }

  private Layout layout(boolean together) {
    boolean blanks = section.string(DELIMITER, ",").equals(BLANKS);
    List<Integer> widths = section.has("widths") ? section.integers("widths") : List.of();
    if (widths.stream().anyMatch(width -> width < 1)) {
      throw section.bad("widths", "holds " + widths + ", expected 1 character or more each");
    }
    if (!widths.isEmpty() && section.has(DELIMITER)) {
      throw section.bad("widths", "stands beside 'delimiter', expected one of them");
    }
    List<String> names = section.strings("names", List.of());
    return new Layout(
        together,
        atLeast("skip", 0),
        section.has("comment") ? section.string("comment") : "",
        names,
        atLeast("footer", 0),
        blanks,
        widths,
        where(),
        pivot(),
        unpivot(),
        new Layout.Within(section.string("sheet", ""), section.string("member", "")));
  }

  private Map<String, List<String>> where() {
    Section where = section.section("where");
    return where.byKey(
        (from, column) ->
            from.isList(column) ? from.strings(column) : List.of(from.string(column)));
  }

  private Layout.@Nullable Pivot pivot() {
    if (!section.has("pivot")) {
      return null;
    }
    Section pivot = section.section("pivot");
    Layout.Pivot read = new Layout.Pivot(pivot.string("names"), pivot.string("values"));
    pivot.done();
    return read;
  }

  private List<String> unpivot() {
    if (!section.has("unpivot")) {
      return List.of();
    }
    Section unpivot = section.section("unpivot");
    List<String> ids = unpivot.strings("ids");
    unpivot.done();
    if (ids.isEmpty() || section.has("pivot")) {
      throw section.bad(
          "unpivot",
          ids.isEmpty()
              ? "has no ids, expected the columns that are no values"
              : "stands beside 'pivot', expected one of them");
    }
    return ids;
  }

  private NumberForm numberForm() {
    String thousands = section.string("thousands", "");
    if (thousands.length() > 1 || thousands.equals(section.string("decimal", "."))) {
      throw section.bad(
          "thousands",
          "is '" + thousands + "', expected one character that isn't the decimal separator");
    }
    return new NumberForm(
        thousands, section.strings("strip", List.of()), isOn("suffixes"), isOn("brackets"));
  }

  private boolean isOn(String key) {
    return section.has(key) && section.choice(key, SWITCH);
  }

  private Map<String, Double> numbers(String key) {
    Map<String, Double> numbers = section.section(key).byKey(Section::number);
    for (Map.Entry<String, Double> entry : numbers.entrySet()) {
      if (!columns.contains(entry.getKey())) {
        throw section.bad(
            key, "names '" + entry.getKey() + "', expected one of " + String.join(", ", columns));
      }
      if (entry.getValue() == 0 && key.equals("divide")) {
        throw section.bad(key, "divides by 0");
      }
    }
    return numbers;
  }

  private int atLeast(String key, int least) {
    int value = section.integer(key, least);
    if (value < least) {
      throw section.bad(key, "is " + value + ", expected " + least + " or more");
    }
    return value;
  }

  private String one(String key, String fallback) {
    String text = section.string(key, fallback);
    if (text.length() != 1) {
      throw section.bad(
          key,
          "is '"
              + text
              + "', expected one character"
              + (key.equals(DELIMITER) ? ", or blanks for runs of blanks, or tab" : ""));
    }
    return text;
  }

  /** Reads a step. */
  static Resolution resolution(Section section, String key) {
    try {
      return Resolution.of(section.string(key));
    } catch (IllegalArgumentException e) {
      throw section.bad(key, e.getMessage());
    }
  }
}
