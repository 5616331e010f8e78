package org.synprune.jobs.cli.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.NumberForm;
import org.synprune.jobs.data.conf.Resolution;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TextFormat;
import org.synprune.jobs.data.conf.TimeRules;

/** How the files of a data set are read, in words. */
final class SourceLines {

  private SourceLines() {}

  /**
   * Says it.
   *
   * @param dataset the data set
   * @param line prints a line with a label
   */
  static void of(DatasetConf dataset, BiConsumer<String, String> line) {
    for (Source source : dataset.sources()) {
      line.accept("file", file(source));
      String layout = layout(source.layout());
      if (!layout.isEmpty()) {
        line.accept("", layout);
      }
      line.accept("time", time(source, dataset.resolution()));
    }
  }

  private static String file(Source source) {
    TextFormat format = source.format();
    Layout layout = source.layout();
    String separator =
        layout.blanks()
            ? "separated by blanks"
            : !layout.widths().isEmpty()
                ? "cells of " + layout.widths() + " characters"
                : "separator '"
                    + (format.delimiter() == '\t' ? "\\t" : String.valueOf(format.delimiter()))
                    + "'";
    return String.join(layout.together() ? " and " : " or ", source.files())
        + ", one row each "
        + source.step().text()
        + ", "
        + separator
        + ", decimal point '"
        + format.decimal()
        + "'"
        + numbers(source.numbers())
        + ", missing: "
        + (format.missing().isEmpty()
            ? "none allowed (an empty cell is an error)"
            : format.missing().stream()
                .map(text -> "'" + text + "'")
                .collect(Collectors.joining(" or ")));
  }

  private static String numbers(NumberForm form) {
    StringBuilder text = new StringBuilder();
    if (!form.thousands().isEmpty()) {
      text.append(", thousands '").append(form.thousands()).append("'");
    }
    if (!form.strip().isEmpty()) {
      text.append(", without '").append(String.join("', '", form.strip())).append("'");
    }
    if (form.suffixes()) {
      text.append(", K, M, B and T read");
    }
    if (form.brackets()) {
      text.append(", negative in brackets");
    }
    return text.toString();
  }

  private static String layout(Layout layout) {
    List<String> parts = new ArrayList<>();
    if (layout.skip() > 0) {
      parts.add("without the first " + layout.skip() + " lines");
    }
    if (!layout.comment().isEmpty()) {
      parts.add("without lines that begin with '" + layout.comment() + "'");
    }
    if (layout.footer() > 0) {
      parts.add("without the last " + layout.footer() + " lines");
    }
    if (!layout.names().isEmpty()) {
      parts.add("columns " + String.join(", ", layout.names()));
    }
    layout
        .where()
        .forEach((column, texts) -> parts.add(column + " = " + String.join(" or ", texts)));
    Layout.Pivot pivot = layout.pivot();
    if (pivot != null) {
      parts.add("a column for each " + pivot.names() + " with its " + pivot.values());
    }
    Layout.Within within = layout.within();
    if (!within.sheet().isEmpty()) {
      parts.add("sheet " + within.sheet());
    }
    if (!within.member().isEmpty()) {
      parts.add(within.member() + " of the archive");
    }
    return String.join(", ", parts);
  }

  private static String time(Source source, Resolution resolution) {
    TextFormat format = source.format();
    TimeRules times = source.times();
    String text =
        format.timeColumns().isEmpty()
            ? "none: rows are counted, from "
                + (times.start().isEmpty() ? "1970-01-01" : times.start())
            : String.join(" and ", format.timeColumns())
                + ", written as "
                + format.timePattern()
                + kept(source, resolution);
    if (times.snap() == TimeRules.Snap.NEAREST) {
      text = text + ", moved to the nearest step";
    }
    return switch (times.duplicates()) {
      case ERROR -> text;
      case FIRST -> text + ", of rows of one time the first";
      case LAST -> text + ", of rows of one time the last";
      case MEAN -> text + ", of rows of one time the mean";
    };
  }

  /** In which zone times are kept, where that isn't as they are written. */
  private static String kept(Source source, Resolution resolution) {
    String zone = source.times().zone();
    String pattern = source.format().timePattern();
    boolean offsets = pattern.matches("iso|epoch.*|.*[xXzZOV].*");
    if (source.step().ofDays()) {
      return !zone.isEmpty() ? ", dates of " + zone : offsets ? ", dates as written" : "";
    }
    if (resolution.regular() && resolution.ofDays()) {
      return !zone.isEmpty() ? " in " + zone + ", days of " + zone : offsets ? ", days of UTC" : "";
    }
    return !zone.isEmpty()
        ? " in " + zone + ", kept in UTC, calendar of " + zone
        : offsets ? ", kept in UTC" : "";
  }
}
