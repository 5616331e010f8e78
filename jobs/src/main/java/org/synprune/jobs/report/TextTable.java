package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of plain text: columns as wide as their widest cell, headers above a rule. Uses ASCII
 * only, which every terminal prints.
 */
public final class TextTable {

  /** The columns of text that a table or paragraph of this package should fit into. */
  public static final int WIDTH = 100;

  /** On which side of its column a cell stands. */
  public enum Align {
    /** To the left: names. */
    LEFT,
    /** To the right: numbers. */
    RIGHT
  }

  /**
   * One column.
   *
   * @param header its name
   * @param align where its cells stand
   */
  public record Column(String header, Align align) {}

  private final int gap;
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Starts a table without rows.
   *
   * @param gap blanks between columns, at least 1
   * @param columns at least one column
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
   * @param cells one for each column, each on one line
   * @throws IllegalArgumentException if there are more or fewer cells than columns
   */
  public void add(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row has " + cells.size() + " cells, expected " + columns.size());
    }
    rows.add(List.copyOf(cells));
  }

  /**
   * The text.
   *
   * @return header, rule and rows, each ending in a newline, without blanks before it
   */
  public String render() {
    int[] widths = new int[columns.size()];
    List<String> headers = columns.stream().map(Column::header).toList();
    for (int j = 0; j < widths.length; j++) {
      widths[j] = headers.get(j).length();
      for (List<String> row : rows) {
        widths[j] = Math.max(widths[j], row.get(j).length());
      }
    }
    StringBuilder text = new StringBuilder();
    append(text, headers, widths);
    append(text, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
    rows.forEach(row -> append(text, row, widths));
    return text.toString();
  }

  private void append(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int j = 0; j < widths.length; j++) {
      String blanks = " ".repeat(widths[j] - cells.get(j).length());
      line.append(j == 0 ? "" : " ".repeat(gap));
      line.append(
          columns.get(j).align() == Align.LEFT ? cells.get(j) + blanks : blanks + cells.get(j));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
