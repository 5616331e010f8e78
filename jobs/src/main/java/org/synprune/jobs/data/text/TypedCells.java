package org.synprune.jobs.data.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cells of a record: texts, or of Excel and Parquet also numbers and times. */
final class TypedCells implements LineTyper.Cells {

  private final List<? extends @Nullable Object> cells;
  private final int[] timeAt;

  TypedCells(List<? extends @Nullable Object> cells, int... timeAt) {
    this.cells = cells;
    this.timeAt = timeAt;
  }

  private @Nullable Object at(int cell) {
    return cell < cells.size() ? cells.get(cell) : null;
  }

  @Override
  public String text(int cell) {
    return text(at(cell));
  }

  /**
   * A value as a text: whole numbers without a point, times as ISO has them, midnights as dates.
   */
  static String text(@Nullable Object value) {
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return String.valueOf(number.longValue());
    } else if (value instanceof LocalDateTime time
        && time.toLocalTime().equals(LocalTime.MIDNIGHT)) {
      return time.toLocalDate().toString();
    } else if (value instanceof LocalTime time) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
    }
    return value == null ? "" : value.toString();
  }

  @Override
  public double number(int cell) {
    return at(cell) instanceof Double number ? number : Double.NaN;
  }

  @Override
  public boolean isNull(int cell) {
    return cell >= cells.size() || cells.get(cell) == null;
  }

  @Override
  public @Nullable Object typedTime() {
    Object only = timeAt.length == 1 ? at(timeAt[0]) : null;
    return only instanceof LocalDateTime || only instanceof Instant ? only : null;
  }

  /** Whether there is nothing in any cell. */
  boolean isBlank() {
    return cells.stream().allMatch(cell -> cell == null || cell.toString().isBlank());
  }

  /**
   * Whether the cells of an Excel file's row end before those of the names do, or are null there.
   */
  boolean endsEarly(int width) {
    boolean typed = cells.stream().anyMatch(cell -> cell == null || !(cell instanceof String));
    return typed && cells.stream().skip(width).allMatch(cell -> cell == null);
  }

  /** Whether the cells are these texts. */
  boolean are(List<String> texts) {
    if (cells.size() != texts.size()) {
      return false;
    }
    for (int i = 0; i < texts.size(); i++) {
      if (!Invisible.strip(text(i)).equals(texts.get(i))) {
        return false;
      }
    }
    return true;
  }
}
