package org.synprune.jobs.data.guess;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.synprune.jobs.data.conf.Resolution;

/** Writes a data set's file. */
final class ConfText {

  private final List<String> source = new ArrayList<>();

  /**
   * What is made of the rows.
   *
   * @param target the column to forecast
   * @param columns the columns that are read
   * @param resolution the step between rows
   * @param season rows of a season, 0 if the resolution says it
   * @param calendar numbers of the calendar
   * @param lags rows back that are told beside the window
   */
  record Series(
      String target,
      List<String> columns,
      String resolution,
      int season,
      List<String> calendar,
      List<Integer> lags) {}

  /** A text as HOCON has it. */
  static String quoted(String text) {
    return text.matches("(?!(null|true|false|include)$)[A-Za-z_][A-Za-z0-9_-]*")
        ? text
        : ConfigUtil.quoteString(text);
  }

  /** A list of texts as HOCON has it. */
  static String list(List<String> texts) {
    return texts.stream().map(ConfText::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Adds a key of the source. */
  void source(String key) {
    source.add(key);
  }

  /** The whole file. */
  String render(String name, String file, Series series, FormGuess form) {
    StringBuilder text = new StringBuilder();
    text.append("# Guessed from ")
        .append(file.replaceAll("\\p{Cntrl}", "?"))
        .append(": look it over.\n");
    line(text, "name = " + quoted(name));
    line(text, "description = " + quoted("Rows of " + file));
    line(text, "target = " + quoted(series.target()));
    line(text, "resolution = " + series.resolution());
    line(text, "columns = " + list(series.columns()));
    if (series.season() > 0 && series.season() != Resolution.of(series.resolution()).season()) {
      line(text, "season = " + series.season());
    }
    line(text, "");
    line(text, "sources = [{");
    line(text, "  files = [" + ConfigUtil.quoteString(file) + "]");
    form(text, form);
    source.forEach(key -> line(text, "  " + key));
    line(text, "}]");
    line(text, "");
    line(text, "recipes.strict {");
    line(text, "  columns = " + list(series.columns()));
    if (!series.calendar().isEmpty()) {
      line(text, "  calendar = " + list(series.calendar()));
    }
    if (!series.lags().isEmpty()) {
      line(
          text,
          "  lags = [{ columns = ["
              + quoted(series.target())
              + "], steps = "
              + series.lags()
              + " }]");
    }
    line(text, "}");
    return text.toString();
  }

  private static void form(StringBuilder text, FormGuess form) {
    if (!form.within().member().isEmpty()) {
      line(text, "  member = " + ConfigUtil.quoteString(form.within().member()));
    }
    if (!form.within().sheet().isEmpty()) {
      line(text, "  sheet = " + ConfigUtil.quoteString(form.within().sheet()));
    }
    if (form.text() && form.blanks()) {
      line(text, "  delimiter = blanks");
    } else if (form.text() && form.delimiter() != ',') {
      line(
          text,
          "  delimiter = " + (form.delimiter() == '\t' ? "tab" : "\"" + form.delimiter() + "\""));
    }
    if (!form.charset().equals("UTF-8")) {
      line(text, "  charset = " + quoted(form.charset()));
    }
    if (!form.comment().isEmpty()) {
      line(text, "  comment = " + ConfigUtil.quoteString(form.comment()));
    }
    if (form.skip() > 0) {
      line(text, "  skip = " + form.skip());
    }
    if (form.given()) {
      line(text, "  names = " + list(form.names()));
    }
    if (form.footer() > 0) {
      line(text, "  footer = " + form.footer());
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
