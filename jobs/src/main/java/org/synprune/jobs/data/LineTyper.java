package org.synprune.jobs.data;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns the cells of one line into a time and numbers, by a source's form. The one reading of text
 * there is: executors use it, and so does the search for the first bad line.
 */
final class LineTyper implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** The most characters of a bad cell that are shown. */
  private static final int SHOWN = 40;

  private final TextFormat format;
  private final int width;
  private final int[] timeAt;
  private final int[] columnAt;
  private final String[] columns;
  private final double[] divisors;
  private final double[] floors;
  private final double[] missingNumbers;
  private final Map<String, List<String>> categories;
  private final Resolution step;
  private transient TimeText time;
  private transient String lastTime;
  private transient long lastMillis;

  LineTyper(DatasetConf dataset, RawFile file) {
    Source source = file.source();
    this.format = source.format();
    this.width = file.header().size();
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

  /** What one line says. */
  sealed interface Line permits Typed, Blank, Bad {}

  /** A time, floored to the source's step, and a value for each column, NaN where missing. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Typed(long millis, double[] values) implements Line {}

  /** Nothing but separators. */
  record Blank() implements Line {}

  /** Something that can't be read: the column and what is wrong with it. */
  record Bad(String column, String problem) implements Line {}

  private static final Blank BLANK = new Blank();

  /**
   * Reads one line.
   *
   * @param cells all of its cells; null reads as empty
   */
  Line read(List<String> cells) {
    if (cells.stream().allMatch(cell -> cell == null || cell.isBlank())) {
      return BLANK;
    }
    if (cells.size() != width) {
      return new Bad("", cells.size() + " cells, expected " + width);
    }
    return read(cells::get);
  }

  /** Reads a line that is known to be complete and not blank. */
  Line read(java.util.function.IntFunction<String> cells) {
    String text = cell(cells, timeAt[0]);
    for (int i = 1; i < timeAt.length; i++) {
      text = text + " " + cell(cells, timeAt[i]);
    }
    OptionalLong millis = millis(text);
    if (millis.isEmpty()) {
      return new Bad(
          String.join("' and '", format.timeColumns()),
          "is " + shown(text) + ", expected a time such as " + format.timePattern());
    }
    double[] values = new double[columns.length];
    boolean measured = true;
    for (int c = 0; c < columns.length; c++) {
      String cell = cell(cells, columnAt[c]);
      if (format.missing().contains(cell)) {
        values[c] = Double.NaN;
        continue;
      }
      Optional<Double> value = value(columns[c], cell);
      if (value.isEmpty()) {
        List<String> texts = categories.get(columns[c]);
        return new Bad(
            columns[c],
            "is "
                + shown(cell)
                + ", expected "
                + (texts == null ? "a number" + markers() : "one of " + String.join(", ", texts)));
      }
      values[c] = isMissing(value.get()) ? Double.NaN : value.get() / divisors[c];
      measured &= !(values[c] < floors[c]);
    }
    if (!measured) {
      java.util.Arrays.fill(values, Double.NaN);
    }
    return new Typed(step.floor(millis.getAsLong()), values);
  }

  private String markers() {
    return format.missing().isEmpty()
        ? ""
        : " or "
            + String.join(
                " or ", format.missing().stream().map(m -> "'" + m + "' for missing").toList());
  }

  private static String shown(String cell) {
    return "'" + (cell.length() > SHOWN ? cell.substring(0, SHOWN) + "..." : cell) + "'";
  }

  private static String cell(java.util.function.IntFunction<String> cells, int at) {
    String cell = cells.apply(at);
    return cell == null ? "" : cell.strip();
  }

  private OptionalLong millis(String text) {
    if (time == null) {
      time = new TimeText(format.timePattern());
    }
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
