package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Resolution;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TextFormat;
import org.synprune.jobs.data.conf.TimeText;

/**
 * Reads one line of a source as a time and numbers. Both the executors and the search for the first
 * bad line read lines with it. Not thread-safe.
 */
public final class LineTyper implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** The most characters of a bad cell that are shown. */
  private static final int SHOWN = 40;

  private final TextFormat format;
  private final List<String> header;
  private final int[] timeAt;
  private final int[] columnAt;
  private final String[] columns;
  private final double[] divisors;
  private final double[] floors;
  private final double[] missingNumbers;
  private final Map<String, List<String>> categories;
  private final Resolution step;
  private transient @Nullable AsciiLine plain;
  private transient @Nullable TimeText time;
  private transient @Nullable String lastTime;
  private transient long lastMillis;

  /**
   * Makes a reader of lines.
   *
   * @param dataset the data set
   * @param file its file
   */
  public LineTyper(DatasetConf dataset, RawFile file) {
    Source source = file.source();
    this.format = source.format();
    this.header = file.header();
    this.timeAt = format.timeColumns().stream().mapToInt(file.header()::indexOf).toArray();
    this.columns = dataset.columns().toArray(String[]::new);
    this.columnAt = dataset.columns().stream().mapToInt(file.header()::indexOf).toArray();
    this.divisors = numbers(source.divide(), 1);
    this.floors = numbers(source.missingBelow(), Double.NEGATIVE_INFINITY);
    this.missingNumbers =
        format.missing().stream()
            .map(this::number)
            .flatMap(Optional::stream)
            .mapToDouble(Double::doubleValue)
            .toArray();
    this.categories = dataset.categories();
    this.step = source.step();
  }

  private double[] numbers(Map<String, Double> byColumn, double fallback) {
    double[] numbers = new double[columns.length];
    for (int c = 0; c < columns.length; c++) {
      numbers[c] = byColumn.getOrDefault(columns[c], fallback);
    }
    return numbers;
  }

  /** What a line holds. */
  sealed interface Line permits Typed, Blank, Bad, Skipped {}

  /** A time, floored to the source's step, and a value for each column, NaN where missing. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Typed(long millis, double[] values) implements Line {}

  /** Nothing but separators. */
  record Blank() implements Line {}

  /** A line that can't be read: its column, empty if all of it, and what is wrong. */
  record Bad(String column, String problem) implements Line {}

  /** The column names, or nothing, not even separators. */
  record Skipped() implements Line {}

  private static final Blank BLANK = new Blank();
  private static final Skipped SKIPPED = new Skipped();

  /** The cells of a line that has as many as expected. */
  interface Cells {

    /** A cell as text. */
    String text(int at);

    /** A cell as a number if it is in plain form, else NaN. */
    default double number(int at) {
      return Double.NaN;
    }

    /** The time if it is in plain form, else {@link NumericTime#UNREAD}. */
    default long time() {
      return NumericTime.UNREAD;
    }
  }

  /**
   * Reads the bytes of a line: in place if they are plain ASCII, as in most lines, else as text.
   */
  Line read(byte[] line, int length) {
    if (plain == null) {
      plain = new AsciiLine(format, header.size(), timeAt);
    }
    if (plain.split(line, length)) {
      Line read = read(plain);
      if (read instanceof Typed) {
        return read;
      }
    }
    return read(new String(line, 0, length, Charset.forName(format.charset())));
  }

  /** Reads one line. */
  Line read(String line) {
    if (line.isBlank()) {
      return SKIPPED;
    }
    List<String> cells;
    try {
      cells = RawFile.cells(line, format);
    } catch (IOException | UncheckedIOException e) {
      return new Bad("", "a quote isn't closed, expected quotes in pairs");
    }
    if (cells.stream().allMatch(String::isBlank)) {
      return BLANK;
    }
    if (cells.size() != header.size()) {
      return new Bad("", cells.size() + " cells, expected " + header.size());
    }
    if (cells.stream().map(String::strip).toList().equals(header)) {
      return SKIPPED;
    }
    return read(cells::get);
  }

  private Line read(Cells cells) {
    OptionalLong millis = millis(cells);
    if (millis.isEmpty()) {
      return new Bad(
          String.join("' and '", format.timeColumns()),
          "is " + shown(timeText(cells)) + ", expected a time such as " + format.timePattern());
    }
    double[] values = new double[columns.length];
    boolean measured = true;
    for (int c = 0; c < columns.length; c++) {
      double value = categories.isEmpty() ? cells.number(columnAt[c]) : Double.NaN;
      if (Double.isNaN(value)) {
        String cell = cells.text(columnAt[c]).strip();
        if (format.missing().contains(cell)) {
          values[c] = Double.NaN;
          continue;
        }
        Optional<Double> read = value(columns[c], cell);
        if (read.isEmpty()) {
          return new Bad(columns[c], "is " + shown(cell) + ", expected " + expected(columns[c]));
        }
        value = read.get();
      }
      values[c] = isMissing(value) ? Double.NaN : value / divisors[c];
      measured &= !(values[c] < floors[c]);
    }
    if (!measured) {
      java.util.Arrays.fill(values, Double.NaN);
    }
    return new Typed(step.floor(millis.getAsLong()), values);
  }

  private String expected(String column) {
    List<String> texts = categories.get(column);
    if (texts != null) {
      return "one of " + String.join(", ", texts);
    }
    List<String> markers = format.missing().stream().map(m -> "'" + m + "' for missing").toList();
    return markers.isEmpty() ? "a number" : "a number or " + String.join(" or ", markers);
  }

  private static String shown(String cell) {
    return "'" + (cell.length() > SHOWN ? cell.substring(0, SHOWN) + "..." : cell) + "'";
  }

  private String timeText(Cells cells) {
    String text = cells.text(timeAt[0]).strip();
    for (int i = 1; i < timeAt.length; i++) {
      text = text + " " + cells.text(timeAt[i]).strip();
    }
    return text;
  }

  private OptionalLong millis(Cells cells) {
    long quick = cells.time();
    if (quick != NumericTime.UNREAD) {
      return OptionalLong.of(quick);
    }
    if (time == null) {
      time = new TimeText(format.timePattern());
    }
    String text = timeText(cells);
    if (text.equals(lastTime)) {
      return OptionalLong.of(lastMillis);
    }
    OptionalLong millis = time.millis(text);
    if (millis.isPresent()) {
      lastTime = text;
      lastMillis = millis.getAsLong();
    }
    return millis;
  }

  private Optional<Double> value(String column, String cell) {
    List<String> texts = categories.get(column);
    if (texts == null) {
      return number(cell);
    }
    int position = texts.indexOf(cell);
    return position < 0 ? Optional.empty() : Optional.of((double) position);
  }

  /** Plain decimal numbers only: Java would also take {@code 1d}, {@code 0x1p3} and {@code NaN}. */
  private Optional<Double> number(String cell) {
    boolean digits = false;
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c >= '0' && c <= '9') {
        digits = true;
      } else if (c != format.decimal() && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Optional.empty();
      }
    }
    if (!digits) {
      return Optional.empty();
    }
    try {
      double value =
          Double.parseDouble(format.decimal() == '.' ? cell : cell.replace(format.decimal(), '.'));
      return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private boolean isMissing(double value) {
    for (double missing : missingNumbers) {
      if (value == missing) {
        return true;
      }
    }
    return false;
  }
}
