package org.synprune.jobs.data.guess;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.NumberForm;
import org.synprune.jobs.data.conf.Resolution;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TextFormat;
import org.synprune.jobs.data.conf.TimeForms;
import org.synprune.jobs.data.conf.TimeRules;
import org.synprune.jobs.data.conf.TimeText;
import org.synprune.jobs.data.text.RawSample;
import org.synprune.jobs.storage.Folder;

/**
 * How a file's lines become cells.
 *
 * @param delimiter the delimiter; a blank where cells are apart by runs of blanks
 * @param blanks whether they are
 * @param charset the character set
 * @param skip lines above the column names, or above the rows if {@code given}
 * @param comment what lines begin with that are passed over; empty if there are none
 * @param names the column names
 * @param given whether the names have to be given, as the file has none, or more lines than one
 * @param footer lines below the rows
 * @param rows the first and last rows
 * @param text whether the file is text
 * @param within which part of the file this is of, if it holds several
 */
record FormGuess(
    char delimiter,
    boolean blanks,
    String charset,
    int skip,
    String comment,
    List<String> names,
    boolean given,
    int footer,
    List<RawSample.Row> rows,
    boolean text,
    Layout.Within within) {

  /** Records of the beginning of a file that are looked at. */
  private static final int ROWS = 2000;

  private static final int MOST_FOOTER = 10;
  private static final int MOST_NAME_LINES = 4;

  /** The share of lines that have to have one number of cells. */
  private static final double EVEN = 0.8;

  /** By accident a comma is found more often than the others. */
  private static final char[] DELIMITERS = {'\t', ';', '|', ',', ' '};

  private static final List<String> COMMENTS = List.of("#", "%", "//");

  FormGuess {
    names = List.copyOf(names);
    rows = List.copyOf(rows);
  }

  /** A way to split, and what came of it. */
  private record Split(char delimiter, RawSample sample, int cells, double share) {}

  static FormGuess of(JavaSparkContext spark, Folder file, Layout.Within within) {
    String charset = "UTF-8";
    Split split = split(spark, file, within, charset);
    if (damaged(split.sample())) {
      charset = "windows-1252";
      split = split(spark, file, within, charset);
    }
    List<RawSample.Row> all = new ArrayList<>(split.sample().head());
    all.addAll(split.sample().tail());
    return of(split, all, charset, within);
  }

  private static boolean damaged(RawSample sample) {
    return sample.head().stream()
        .flatMap(row -> row.cells().stream())
        .anyMatch(cell -> cell instanceof String text && text.indexOf('\uFFFD') >= 0);
  }

  private static Split split(
      JavaSparkContext spark, Folder file, Layout.Within within, String charset) {
    List<Split> all = new ArrayList<>();
    for (char delimiter : DELIMITERS) {
      Split one =
          evaluated(
              delimiter, RawSample.read(spark, file, source(delimiter, within, charset), ROWS));
      if (!one.sample().text() || (one.cells() > 1 && one.share() >= EVEN)) {
        return one;
      }
      all.add(one);
    }
    // One column.
    return all.get(DELIMITERS.length - 2);
  }

  private static Source source(char delimiter, Layout.Within within, String charset) {
    return new Source(
        List.of("-"),
        Resolution.of("1d"),
        new TextFormat(delimiter, '.', '"', charset, List.of(), List.of(), TimeText.ISO),
        Map.of(),
        Map.of(),
        new Layout(
            false,
            0,
            "",
            List.of(),
            0,
            delimiter == ' ',
            List.of(),
            Map.of(),
            null,
            List.of(),
            within),
        NumberForm.PLAIN,
        TimeRules.PLAIN);
  }

  private static Split evaluated(char delimiter, RawSample sample) {
    Map<Integer, Integer> counts = new HashMap<>();
    int rows = 0;
    for (RawSample.Row row : sample.head()) {
      if (!isComment(row)) {
        counts.merge(row.cells().size(), 1, Integer::sum);
        rows++;
      }
    }
    Map.Entry<Integer, Integer> usual =
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(Map.entry(0, 0));
    return new Split(
        delimiter, sample, usual.getKey(), rows == 0 ? 0 : (double) usual.getValue() / rows);
  }

  private static boolean isComment(RawSample.Row row) {
    return COMMENTS.stream().anyMatch(row.text(0)::startsWith);
  }

  private static FormGuess of(
      Split split, List<RawSample.Row> all, String charset, Layout.Within within) {
    boolean text = split.sample().text();
    int width = text ? split.cells() : widest(all);
    String comment = "";
    int first = 0;
    while (first < all.size()
        && (isComment(all.get(first)) || !fits(all.get(first), width, text))) {
      if (isComment(all.get(first))) {
        comment = mark(all.get(first));
      }
      first++;
    }
    int last = all.size();
    while (last > first
        && all.size() - last < MOST_FOOTER
        && !(fits(all.get(last - 1), width, text) && hasValue(all.get(last - 1)))) {
      last--;
    }
    List<RawSample.Row> rows = all.subList(first, last);
    int lines = nameLines(rows);
    boolean given = lines != 1;
    List<String> names = lines == 0 || rows.isEmpty() ? numbered(width) : names(rows.get(0), width);
    long above = rows.isEmpty() ? 1 : rows.get(Math.min(rows.size() - 1, given ? lines : 0)).line();
    boolean onlyComments = all.subList(0, first).stream().allMatch(FormGuess::isComment);
    boolean skips = given ? lines > 0 || !onlyComments : !onlyComments;
    return new FormGuess(
        split.delimiter(),
        split.delimiter() == ' ',
        charset,
        skips ? (int) above - 1 : 0,
        skips ? "" : comment,
        names,
        given,
        all.size() - last,
        rows.subList(Math.min(lines, rows.size()), rows.size()),
        text,
        within);
  }

  private static int widest(List<RawSample.Row> rows) {
    return rows.stream().mapToInt(row -> row.cells().size()).max().orElse(0);
  }

  /** Whether a row has as many cells as most; of a sheet, whether half of them aren't empty. */
  private static boolean fits(RawSample.Row row, int width, boolean text) {
    if (text) {
      return row.cells().size() == width;
    }
    long filled = row.cells().stream().filter(cell -> cell != null).count();
    return 2 * filled >= width;
  }

  private static String mark(RawSample.Row row) {
    return COMMENTS.stream().filter(row.text(0)::startsWith).findFirst().orElse("");
  }

  /** Whether a row holds a number or a time. */
  private static boolean hasValue(RawSample.Row row) {
    for (int at = 0; at < row.cells().size(); at++) {
      if (isValue(row, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isValue(RawSample.Row row, int at) {
    Object cell = row.cells().get(at);
    if (cell != null && !(cell instanceof String)) {
      return true;
    }
    String text = row.text(at);
    return !text.isEmpty()
        && text.chars().anyMatch(Character::isDigit)
        && (NumberGuess.isNumber(text) || !TimeForms.reading(text).isEmpty());
  }

  /** The lines above the first row of values: 1 for a line of names, 0 if there is none. */
  private static int nameLines(List<RawSample.Row> rows) {
    for (int lines = 0; lines < Math.min(MOST_NAME_LINES, rows.size()); lines++) {
      if (hasValue(rows.get(lines))) {
        // Years and the like are names, too, if they stand beside one that is none.
        return lines == 0 && isWideHeader(rows.get(0)) ? 1 : lines;
      }
    }
    return rows.isEmpty() ? 0 : 1;
  }

  private static boolean isWideHeader(RawSample.Row row) {
    int wide = 10;
    return row.cells().size() > wide
        && !row.text(0).isEmpty()
        && !isValue(row, 0)
        && row.text(row.cells().size() - 2).matches("(V|d_|[12][0-9]{3}).*");
  }

  private static List<String> numbered(int width) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= width; i++) {
      names.add(width == 1 ? "value" : "c" + i);
    }
    return names;
  }

  private static List<String> names(RawSample.Row row, int width) {
    List<String> names = new ArrayList<>();
    for (int at = 0; at < width; at++) {
      names.add(row.text(at));
    }
    return names;
  }
}
