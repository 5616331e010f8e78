package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.stats.Wilcoxon;

/**
 * What a sweep found, in a sentence. It says no more than the verdicts of {@link RowVerdict}: that
 * no arm is ahead is a finding, too.
 *
 * @param sentence which arm is ahead where, or that none is, and why none could be
 * @param won a line for each row with an arm ahead: its error and the runner-up's, with intervals
 */
public record Headline(String sentence, List<String> won) {

  /** Copies the list. */
  public Headline {
    won = List.copyOf(won);
  }

  private record Row(RowVerdict verdict, Cell best, Cell second) {

    String place() {
      Place place = verdict.place();
      return place.dataset()
          + " with "
          + place.architecture().id()
          + " at lookback "
          + place.lookback();
    }
  }

  /**
   * Puts a summary into words.
   *
   * @param summary what a sweep found
   * @return the headline
   */
  public static Headline of(Summary summary) {
    List<RowVerdict> verdicts = RowVerdict.of(summary);
    List<Arm> arms = summary.arms();
    if (verdicts.isEmpty()) {
      return new Headline("No trial has a result, so there is nothing to compare.", List.of());
    }
    if (arms.size() < 2) {
      return new Headline(
          "Only " + arms.get(0) + " was trained, so there is nothing to compare it with.",
          List.of());
    }
    List<Row> won =
        verdicts.stream()
            .filter(RowVerdict::significant)
            .map(verdict -> row(verdict, summary))
            .toList();
    String sentence =
        switch (won.size()) {
          case 0 -> none(verdicts.size()) + tooFew(summary, arms.size());
          case 1 -> one(won.get(0), verdicts.size());
          default -> several(won, verdicts.size());
        };
    return new Headline(sentence, won.stream().map(Headline::line).toList());
  }

  private static Row row(RowVerdict verdict, Summary summary) {
    List<Cell> cells =
        summary.cells().stream()
            .filter(cell -> cell.place().equals(verdict.place()))
            .sorted(Comparator.comparingDouble(Cell::mean))
            .toList();
    return new Row(verdict, cells.get(0), cells.get(1));
  }

  private static String none(int rows) {
    return rows == 1
        ? "No significant difference: in the one row (data set, network and lookback) the tests"
            + " don't set the best arm apart from the runner-up."
        : "No significant difference: in none of the "
            + rows
            + " rows (data set, network and lookback) do the tests set the best arm apart from the"
            + " runner-up.";
  }

  /** Says so where no data whatever could be significant. */
  private static String tooFew(Summary summary, int arms) {
    int pairs = arms * (arms - 1) / 2;
    int seeds = summary.cells().stream().mapToInt(Cell::n).max().orElse(0);
    int needed = Wilcoxon.blocksNeeded(pairs, RowVerdict.ALPHA);
    if (seeds >= needed) {
      return "";
    }
    return " With "
        + (seeds == 1 ? "a single seed" : seeds + " seeds")
        + " no data could: "
        + (pairs == 1 ? "a pair of arms takes" : pairs + " pairs of arms take")
        + " at least "
        + needed
        + " seeds.";
  }

  private static String one(Row row, int rows) {
    return "On "
        + row.place()
        + ", "
        + row.best().arm()
        + " has the least mean error, "
        + figure(row.best())
        + ", ahead of "
        + row.second().arm()
        + " with "
        + figure(row.second())
        + rest(rows - 1);
  }

  private static String several(List<Row> won, int rows) {
    Map<Arm, List<Row>> byArm = new LinkedHashMap<>();
    won.forEach(
        row -> byArm.computeIfAbsent(row.best().arm(), unused -> new ArrayList<>()).add(row));
    String arms =
        byArm.entrySet().stream()
            .sorted(Comparator.comparingInt(arm -> -arm.getValue().size()))
            .map(arm -> arm.getKey() + " in " + arm.getValue().size() + where(arm.getValue()))
            .collect(Collectors.joining(", "));
    return "In "
        + won.size()
        + " of "
        + rows
        + " rows (data set, network and lookback) one arm has significantly the least error: "
        + arms
        + rest(rows - won.size());
  }

  /** Names the rows, by data set and network; and how wide the arm's lead is. */
  private static String where(List<Row> rows) {
    Map<String, List<String>> lookbacks = new LinkedHashMap<>();
    rows.forEach(
        row ->
            lookbacks
                .computeIfAbsent(
                    row.verdict().place().dataset()
                        + " "
                        + row.verdict().place().architecture().id(),
                    unused -> new ArrayList<>())
                .add(Integer.toString(row.verdict().place().lookback())));
    return lookbacks.entrySet().stream()
        .map(group -> group.getKey() + " at " + String.join("/", group.getValue()))
        .collect(Collectors.joining("; ", " (", ")"));
  }

  private static String rest(int rows) {
    return switch (rows) {
      case 0 -> ".";
      case 1 -> "; in the other row no arm can be told from the runner-up.";
      default -> "; in the other " + rows + " rows no arm can be told from the runner-up.";
    };
  }

  private static String line(Row row) {
    return row.place()
        + ": "
        + row.best().arm()
        + " "
        + figure(row.best())
        + "; runner-up "
        + row.second().arm()
        + " "
        + figure(row.second());
  }

  /** A mean with its interval; rows that are set apart have two seeds at least. */
  private static String figure(Cell cell) {
    int decimals = decimals(cell.mean());
    return Prose.fixed(cell.mean(), decimals)
        + " (95% interval "
        + Prose.fixed(cell.ciLow(), decimals)
        + " to "
        + Prose.fixed(cell.ciHigh(), decimals)
        + ")";
  }

  /** About four significant digits, none of them before the point's are left out. */
  private static int decimals(double mean) {
    double size = Math.abs(mean);
    return size == 0 ? 1 : (int) Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(size))));
  }
}
