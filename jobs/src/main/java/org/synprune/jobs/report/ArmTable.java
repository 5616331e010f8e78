package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synprune.jobs.report.TextTable.Column;

/**
 * A table with leading columns that name a row and one column for each arm. If it is wider than
 * {@link TextTable#WIDTH}, the arms are spread over several tables, one below the other, each with
 * the leading columns.
 */
final class ArmTable {

  private record Line(List<String> lead, List<String> cells) {}

  private final int gap;
  private final List<Column> lead;
  private final List<Column> arms;
  private final List<Line> rows = new ArrayList<>();

  /**
   * Makes a table without rows.
   *
   * @param gap spaces between columns, at least 1
   * @param lead columns that stand in every table, at least one
   * @param arms columns that may be spread over several tables, at least one
   */
  ArmTable(int gap, List<Column> lead, List<Column> arms) {
    this.gap = gap;
    this.lead = List.copyOf(lead);
    this.arms = List.copyOf(arms);
  }

  /**
   * Adds a row.
   *
   * @param leading one cell for each leading column
   * @param cells one cell for each arm
   */
  void add(List<String> leading, List<String> cells) {
    rows.add(new Line(List.copyOf(leading), List.copyOf(cells)));
  }

  /** Returns as few tables as fit, with an empty line between them. */
  String render() {
    for (int count = 1; count < arms.size(); count++) {
      List<TextTable> tables = split(count);
      if (tables.stream().allMatch(TextTable::fits)) {
        return render(tables);
      }
    }
    return render(split(arms.size()));
  }

  private static String render(List<TextTable> tables) {
    return tables.stream().map(TextTable::render).collect(Collectors.joining("\n"));
  }

  /** Spreads the arms over tables of nearly equal numbers of arms. */
  private List<TextTable> split(int count) {
    List<TextTable> tables = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = i * arms.size() / count;
      int to = (i + 1) * arms.size() / count;
      TextTable table = new TextTable(gap, join(lead, arms.subList(from, to)));
      rows.forEach(row -> table.add(join(row.lead(), row.cells().subList(from, to))));
      tables.add(table);
    }
    return tables;
  }

  private static <T> List<T> join(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
