package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A plain-text table: columns as wide as their widest cell, headers above a rule. It adds only
 * ASCII characters, which every terminal prints.
 */
public final class TextTable {

  /** Tables and paragraphs of this package fit into this number of characters where they can. */
  public static final int WIDTH = 80;

  /** How the cells of a column are aligned. */
  public enum Align {
    /** Left-aligned, for names. */
    LEFT,
    /** Right-aligned, for numbers. */
    RIGHT
  }

  /**
   * One column.
   *
   * @param header the text above the column
   * @param align how its cells are aligned
   */
  public record Column(String header, Align align) {}

  private final int gap;
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Makes a table without rows.
   *
   * @param gap spaces between columns, at least 1; one space is used where the table would be wider
   *     than {@link #WIDTH} otherwise
   * @param columns at least one column
   * @throws IllegalArgumentException if the gap is below 1 or there is no column
   */
  public TextTable(int gap, List<Column> columns) {
    if (gap < 1 || columns.isEmpty()) {
      throw new IllegalArgumentException(
          columns.size() + " columns with gap " + gap + ", expected at least 1 of each");
    }
    this.gap = gap;
    this.columns = List.copyOf(columns);
  }

  /**
   * Adds a row.
   *
   * @param cells one for each column, without line breaks
   * @throws IllegalArgumentException if the number of cells isn't the number of columns
   */
  public void add(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row has " + cells.size() + " cells, expected " + columns.size());
    }
    rows.add(List.copyOf(cells));
  }

  /**
   * Returns the text of the table.
   *
   * @return header, rule and rows; each line ends in a newline and has no trailing spaces
   */
  public String render() {
    int[] widths = widths();
    int spaces = fits(widths, gap) ? gap : 1;
    StringBuilder text = new StringBuilder();
    append(text, columns.stream().map(Column::header).toList(), widths, spaces);
    append(text, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths, spaces);
    rows.forEach(row -> append(text, row, widths, spaces));
    return text.toString();
  }

  /** Says whether no line is longer than {@link #WIDTH}. */
  boolean fits() {
    return fits(widths(), 1);
  }

  private static boolean fits(int[] widths, int gap) {
    return Arrays.stream(widths).sum() + gap * (widths.length - 1) <= WIDTH;
  }

  private int[] widths() {
    int[] widths = columns.stream().mapToInt(column -> column.header().length()).toArray();
    for (List<String> row : rows) {
      for (int j = 0; j < widths.length; j++) {
        widths[j] = Math.max(widths[j], row.get(j).length());
      }
    }
    return widths;
  }

  private void append(StringBuilder text, List<String> cells, int[] widths, int spaces) {
    StringBuilder line = new StringBuilder();
    for (int j = 0; j < widths.length; j++) {
      String padding = " ".repeat(widths[j] - cells.get(j).length());
      line.append(j == 0 ? "" : " ".repeat(spaces));
      line.append(
          columns.get(j).align() == Align.LEFT ? cells.get(j) + padding : padding + cells.get(j));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
