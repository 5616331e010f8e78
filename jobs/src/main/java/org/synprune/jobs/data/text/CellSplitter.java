package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TextFormat;

/** Splits lines of text into cells, by a delimiter, runs of blanks, or widths. */
final class CellSplitter implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final TextFormat format;
  private final Layout layout;

  CellSplitter(Source source) {
    this.format = source.format();
    this.layout = source.layout();
  }

  /** Whether cells end at a delimiter, so that a quoted one may go over several lines. */
  boolean byDelimiter() {
    return !layout.blanks() && layout.widths().isEmpty();
  }

  /** Whether a line is to be passed over. */
  boolean isComment(String line) {
    return !layout.comment().isEmpty() && line.startsWith(layout.comment());
  }

  /** The form of texts with a delimiter. */
  CSVFormat csv() {
    CSVFormat.Builder csv =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(format.delimiter())
            .setQuote(format.quote())
            .setIgnoreEmptyLines(false);
    if (layout.comment().length() == 1) {
      csv.setCommentMarker(layout.comment().charAt(0));
    }
    return csv.get();
  }

  /**
   * Splits a line.
   *
   * @throws IOException if a quoted cell doesn't end on it
   */
  List<String> split(String line) throws IOException {
    if (layout.blanks()) {
      return apartByBlanks(line);
    }
    if (!layout.widths().isEmpty()) {
      return byWidths(line);
    }
    try (CSVParser parser = CSVParser.parse(new StringReader(line), csv())) {
      for (CSVRecord row : parser) {
        return Arrays.asList(row.values());
      }
    }
    return List.of("");
  }

  private List<String> apartByBlanks(String line) {
    String quote = Pattern.quote(String.valueOf(format.quote()));
    Matcher matcher =
        Pattern.compile(quote + "([^" + quote + "]*)" + quote + "|\\S+").matcher(line);
    List<String> cells = new ArrayList<>();
    while (matcher.find()) {
      cells.add(matcher.group(1) != null ? matcher.group(1) : matcher.group());
    }
    return cells.isEmpty() ? List.of("") : cells;
  }

  private List<String> byWidths(String line) {
    List<String> cells = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < layout.widths().size(); i++) {
      int to = i == layout.widths().size() - 1 ? line.length() : from + layout.widths().get(i);
      cells.add(
          from >= line.length() ? "" : line.substring(from, Math.min(line.length(), to)).strip());
      from = to;
    }
    return cells;
  }
}
