package org.synprune.jobs.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.synprune.jobs.report.TextTable;
import org.synprune.jobs.report.TextTable.Align;

/**
 * A table of text that fits a width: texts are shortened, or wrapped in the last column, and where
 * even that doesn't help each row is printed as lines of column and value. Numbers are never
 * shortened.
 */
public final class FittedTable {

  private static final int GAP = 2;

  /** Shortest that a text is cut to, and longest. */
  private static final int SHORTEST = 8;

  private static final int LONGEST = 40;

  /** Fewest columns that a wrapped text gets. */
  private static final int NARROWEST = 20;

  private static final String CUT = "...";

  private final List<TextTable.Column> columns;
  private final int width;
  private final boolean wrapsLast;
  private final List<List<String>> rows = new ArrayList<>();

  private FittedTable(List<TextTable.Column> columns, int width, boolean wrapsLast) {
    this.columns = List.copyOf(columns);
    this.width = width;
    this.wrapsLast = wrapsLast;
  }

  /**
   * A table whose long texts are cut.
   *
   * @param columns at least one column
   * @param width most characters in a line
   * @return the table, without rows
   */
  public static FittedTable cutting(List<TextTable.Column> columns, int width) {
    return new FittedTable(columns, width, false);
  }

  /**
   * A table whose last column is wrapped over several lines.
   *
   * @param columns at least one column
   * @param width most characters in a line
   * @return the table, without rows
   */
  public static FittedTable wrapping(List<TextTable.Column> columns, int width) {
    return new FittedTable(columns, width, true);
  }

  /**
   * Adds a row.
   *
   * @param cells one for each column
   */
  public void add(List<String> cells) {
    rows.add(cells.stream().map(cell -> cell.replaceAll("\\s+", " ")).toList());
  }

  /**
   * The text.
   *
   * @return lines, each ending in a newline
   */
  public String render() {
    if (wrapsLast) {
      return wrapped();
    }
    for (int longest = LONGEST; longest >= SHORTEST; longest--) {
      if (sum(widths(longest)) <= width) {
        return table(longest);
      }
    }
    return width == Terminal.UNLIMITED ? table(LONGEST) : listed();
  }

  private int[] widths(int longest) {
    return IntStream.range(0, columns.size())
        .map(
            i ->
                Math.max(
                    columns.get(i).header().length(),
                    rows.stream()
                        .mapToInt(row -> cut(row.get(i), i, longest).length())
                        .max()
                        .orElse(0)))
        .toArray();
  }

  private static int sum(int[] widths) {
    return IntStream.of(widths).sum() + GAP * (widths.length - 1);
  }

  private String cut(String cell, int column, int longest) {
    return columns.get(column).align() == Align.RIGHT || cell.length() <= longest
        ? cell
        : cell.substring(0, longest - CUT.length()) + CUT;
  }

  private String table(int longest) {
    TextTable table = new TextTable(GAP, columns);
    for (List<String> row : rows) {
      table.add(IntStream.range(0, row.size()).mapToObj(i -> cut(row.get(i), i, longest)).toList());
    }
    return table.render();
  }

  private String wrapped() {
    int last = columns.size() - 1;
    int before = sum(widths(Integer.MAX_VALUE)) - widths(Integer.MAX_VALUE)[last];
    int room = Math.max(NARROWEST, width - before);
    TextTable table = new TextTable(GAP, columns);
    for (List<String> row : rows) {
      List<String> lines = Terminal.lines(row.get(last), room);
      for (int line = 0; line < lines.size(); line++) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < last; i++) {
          cells.add(line == 0 ? row.get(i) : "");
        }
        cells.add(lines.get(line));
        table.add(cells);
      }
    }
    return table.render();
  }

  /** A line for each value, under a line for each row. */
  private String listed() {
    int names = columns.stream().mapToInt(column -> column.header().length()).max().orElse(0);
    int room = Math.max(NARROWEST, width - names - GAP);
    StringBuilder text = new StringBuilder();
    for (int n = 0; n < rows.size(); n++) {
      text.append("row ").append(n + 1).append('\n');
      for (int i = 0; i < columns.size(); i++) {
        String name = columns.get(i).header();
        text.append(name)
            .append(" ".repeat(names - name.length() + GAP))
            .append(cut(rows.get(n).get(i), i, room))
            .append('\n');
      }
    }
    return text.toString();
  }
}
