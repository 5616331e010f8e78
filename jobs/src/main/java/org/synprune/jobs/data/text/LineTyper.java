package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.NumberText;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TextFormat;
import org.synprune.jobs.data.conf.TimeRules;

/**
 * Reads one line, or one record, of a source as a time and numbers. Both the executors and the
 * search for the first bad line read with it. Not thread-safe.
 */
final class LineTyper implements Serializable {

  /** What is wrong with a line whose quotes don't match. */
  static final String OPEN_QUOTE = "a quote isn't closed, expected quotes in pairs";

  @Serial private static final long serialVersionUID = 1L;

  private final TextFormat format;
  private final CellSplitter splitter;
  private final List<String> header;
  private final boolean named;
  private final int[] timeAt;
  private final int[] columnAt;
  private final String[] columns;
  private final double[] divisors;
  private final double[] floors;
  private final NumberText numbers;
  private final double[] missingNumbers;
  private final Map<String, List<String>> categories;
  private final RowChoice choice;
  private final RowTime time;
  private final Source source;
  private final byte[] comment;
  private final boolean inPlace;
  private final boolean several;
  private final boolean emptyIsNoStep;
  private transient @Nullable AsciiLine plain;

  /**
   * Makes a reader of lines.
   *
   * @param dataset the data set
   * @param source the source that the file is of
   * @param header the file's column names
   * @param time reads the times of all rows
   */
  LineTyper(DatasetConf dataset, Source source, List<String> header, RowTime time) {
    this.source = source;
    this.format = source.format();
    this.comment = source.layout().comment().getBytes(Charset.forName(format.charset()));
    this.splitter = new CellSplitter(source);
    this.header = header;
    this.named = !source.layout().names().isEmpty();
    this.timeAt = format.timeColumns().stream().mapToInt(header::indexOf).toArray();
    this.columns = dataset.columns().toArray(String[]::new);
    Layout.Pivot pivot = source.layout().pivot();
    this.columnAt =
        dataset.columns().stream()
            .mapToInt(column -> header.indexOf(pivot == null ? column : pivot.values()))
            .toArray();
    this.divisors = numbers(source.divide(), 1);
    this.floors = numbers(source.missingBelow(), Double.NEGATIVE_INFINITY);
    this.numbers = new NumberText(format.decimal(), source.numbers());
    this.missingNumbers =
        format.missing().stream()
            .mapToDouble(numbers::of)
            .filter(number -> !Double.isNaN(number))
            .toArray();
    this.categories = dataset.categories();
    this.choice = new RowChoice(source.layout(), header, dataset.columns());
    this.inPlace = splitter.byDelimiter() && choice.isAll();
    this.several = pivot != null;
    this.time = time;
    this.emptyIsNoStep = time.counts() && !format.missing().contains("");
  }

  private double[] numbers(Map<String, Double> byColumn, double fallback) {
    double[] numbers = new double[columns.length];
    for (int c = 0; c < columns.length; c++) {
      numbers[c] = byColumn.getOrDefault(columns[c], fallback);
    }
    return numbers;
  }

  /** What a line holds. */
  sealed interface Line permits Typed, Blank, Bad, Skipped, Passed {}

  /**
   * A time, that of the start of its step, and a value for each column, NaN where missing.
   *
   * @param moved whether the line's own time is another
   * @param empty rows without anything above it that were passed over, where rows are counted
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Typed(long millis, double[] values, boolean moved, int empty) implements Line {}

  /** Nothing but separators. */
  record Blank() implements Line {}

  /**
   * A line that can't be read.
   *
   * @param column its column, empty if all of it
   * @param reason says what is wrong, which takes long where many forms are tried
   */
  record Bad(String column, Supplier<String> reason) implements Line {

    static Bad of(String problem) {
      return new Bad("", () -> problem);
    }

    String problem() {
      return reason.get();
    }
  }

  /** A row that was passed over as one of the lines below the last row. */
  record Passed() implements Line {}

  /** The column names, or nothing, not even separators, or a row that isn't wanted. */
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

    /** Whether a cell of a typed file is empty. */
    default boolean isNull(int at) {
      return false;
    }

    /** The time if it is in plain form, else {@link NumericTime#UNREAD}. */
    default long time() {
      return NumericTime.UNREAD;
    }

    /** The time if it is one, not a text: a {@code LocalDateTime} or an {@code Instant}. */
    default @Nullable Object typedTime() {
      return null;
    }
  }

  /**
   * Reads the bytes of a line: in place if they are plain ASCII, as in most lines, else as text.
   */
  Line read(byte[] line, int length) {
    if (isComment(line, length)) {
      return SKIPPED;
    }
    if (inPlace) {
      if (plain == null) {
        plain = new AsciiLine(format, header.size(), timeAt);
      }
      if (plain.split(line, length)) {
        Line read = read(plain);
        if (read instanceof Typed) {
          return read;
        }
      }
    }
    return read(new String(line, 0, length, Charset.forName(format.charset())));
  }

  private boolean isComment(byte[] line, int length) {
    return comment.length > 0
        && length >= comment.length
        && Arrays.equals(line, 0, comment.length, comment, 0, comment.length);
  }

  /** Reads one line. */
  Line read(String line) {
    if (Invisible.strip(line).isEmpty() || splitter.isComment(line)) {
      return SKIPPED;
    }
    try {
      return readCells(splitter.split(line));
    } catch (IOException | UncheckedIOException e) {
      return Bad.of(OPEN_QUOTE);
    }
  }

  /** The cells of a line, none if it can't be split. */
  List<String> cells(String line) {
    try {
      return splitter.split(line);
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** Reads one record. */
  Line read(RawRecord row) {
    if (!row.problem().isEmpty()) {
      return Bad.of(row.problem());
    }
    if (row.isNothing()) {
      time.pass();
      return SKIPPED;
    }
    return readCells(row.cells());
  }

  private Line readCells(List<? extends @Nullable Object> cells) {
    TypedCells row = new TypedCells(cells, timeAt);
    if (row.isBlank()) {
      time.pass();
      return BLANK;
    }
    if (cells.size() != header.size() && !row.endsEarly(header.size())) {
      return Bad.of(cells.size() + " cells, expected " + header.size() + hint(cells.size()));
    }
    if (!named && row.are(header)) {
      return SKIPPED;
    }
    return choice.isChosen(row) ? read(row) : SKIPPED;
  }

  /** What may be the matter if a line has another number of cells. */
  private String hint(int cells) {
    return format.delimiter() == ' ' && splitter.byDelimiter() && cells > header.size()
        ? "; delimiter = blanks takes runs of blanks as one"
        : "";
  }

  private Line read(Cells cells) {
    int empty = emptyIsNoStep ? time.forget() : 0;
    if (several) {
      choice.series(cells).ifPresent(time::follow);
    }
    OptionalLong millis = time.millis(cells, timeAt);
    if (millis.isEmpty()) {
      return CellProblems.time(time.text(cells, timeAt), format);
    }
    boolean skipped = time.isSkipped();
    double[] values = new double[columns.length];
    boolean measured = true;
    int only = choice.column(cells);
    if (only >= 0) {
      Arrays.fill(values, Double.NaN);
    }
    for (int c = Math.max(0, only); c < (only < 0 ? columns.length : only + 1); c++) {
      double value = categories.isEmpty() ? cells.number(columnAt[c]) : Double.NaN;
      if (Double.isNaN(value)) {
        String cell = Invisible.strip(cells.text(columnAt[c]));
        if (cells.isNull(columnAt[c]) || format.missing().contains(cell)) {
          values[c] = Double.NaN;
          continue;
        }
        value = value(columns[c], cell);
        if (Double.isNaN(value)) {
          return CellProblems.value(
              header.get(columnAt[c]), cell, categories.get(columns[c]), format, numbers);
        }
      }
      values[c] = isMissing(value) ? Double.NaN : value / divisors[c];
      measured &= !(values[c] < floors[c]);
    }
    if (!measured) {
      Arrays.fill(values, Double.NaN);
    }
    if (skipped && source.times().duplicates() == TimeRules.Duplicates.ERROR) {
      // Files of 24 rows a day have an empty one in spring.
      return Arrays.stream(values).allMatch(Double::isNaN)
          ? SKIPPED
          : CellProblems.skipped(time.text(cells, timeAt), source);
    }
    long step = time.step(millis.getAsLong());
    return new Typed(step, values, time.isMoved(millis.getAsLong(), step), empty);
  }

  private double value(String column, String cell) {
    List<String> texts = categories.get(column);
    if (texts == null) {
      return numbers.of(cell);
    }
    int position = texts.indexOf(cell);
    return position < 0 ? Double.NaN : position;
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
