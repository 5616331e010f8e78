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
 * What a sweep found, in one sentence that follows the verdicts of {@link RowVerdict}. A row is one
 * data set, network and lookback.
 *
 * @param sentence which arms win significantly and where, or that none does and why
 * @param won a line for each row with a significant winner: its error and the runner-up's, with
 *     intervals
 */
record Headline(String sentence, List<String> won) {

  /** Copies the list. */
  public Headline {
    won = List.copyOf(won);
  }

  private record Win(RowVerdict verdict, Cell best, Cell second) {

    String place() {
      Place place = verdict.place();
      return place.dataset() + " with " + place.network() + " at lookback " + place.lookback();
    }
  }

  /**
   * Puts a summary into words.
   *
   * @param summary what a sweep found
   * @return the headline
   */
  static Headline of(Summary summary) {
    List<RowVerdict> verdicts = RowVerdict.of(summary);
    List<Arm> arms = summary.arms();
    if (verdicts.isEmpty()) {
      return new Headline("No trial has a result, so there is nothing to compare.", List.of());
    }
    if (arms.size() < 2) {
      return new Headline(
          "Only one arm, " + arms.get(0) + ", was trained, so there is nothing to compare it with.",
          List.of());
    }
    List<Win> won =
        verdicts.stream()
            .filter(RowVerdict::significant)
            .map(verdict -> win(verdict, summary))
            .toList();
    String sentence =
        switch (won.size()) {
          case 0 -> none(verdicts.size()) + tooFewSeeds(summary);
          case 1 -> one(won.get(0), verdicts.size());
          default -> several(won, verdicts.size());
        };
    return new Headline(sentence, won.stream().map(Headline::line).toList());
  }

  private static Win win(RowVerdict verdict, Summary summary) {
    List<Cell> cells =
        summary.cells().stream()
            .filter(cell -> cell.place().equals(verdict.place()))
            .sorted(Comparator.comparingDouble(Cell::mean))
            .toList();
    return new Win(verdict, cells.get(0), cells.get(1));
  }

  private static String none(int rows) {
    return rows == 1
        ? "The one row (data set, network and lookback) has no statistically significant winner."
        : "None of the "
            + rows
            + " rows (data set, network and lookback) has a statistically significant winner.";
  }

  /** Returns a sentence, after a space, if there are too few seeds for a winner; else nothing. */
  static String tooFewSeeds(Summary summary) {
    int arms = summary.arms().size();
    int pairs = arms * (arms - 1) / 2;
    int seeds = summary.cells().stream().mapToInt(Cell::n).max().orElse(0);
    if (pairs == 0 || seeds >= Wilcoxon.blocksNeeded(pairs, RowVerdict.ALPHA)) {
      return "";
    }
    return (seeds == 1 ? " 1 seed is" : " " + seeds + " seeds are")
        + " too few: comparing "
        + arms
        + " regularisers takes at least "
        + Wilcoxon.blocksNeeded(pairs, RowVerdict.ALPHA)
        + ".";
  }

  private static String one(Win row, int rows) {
    return "On "
        + row.place()
        + ", "
        + row.best().arm()
        + " has the smallest mean error, "
        + figure(row.best())
        + ", significantly smaller than that of "
        + row.second().arm()
        + ", "
        + figure(row.second())
        + rest(rows - 1);
  }

  private static String several(List<Win> won, int rows) {
    Map<Arm, List<Win>> byArm = new LinkedHashMap<>();
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
        + " rows (data set, network and lookback) one arm is the statistically significant winner: "
        + arms
        + rest(rows - won.size());
  }

  /** Names the rows by data set, network and lookbacks. */
  private static String where(List<Win> rows) {
    Map<String, List<String>> lookbacks = new LinkedHashMap<>();
    rows.forEach(
        row ->
            lookbacks
                .computeIfAbsent(
                    row.verdict().place().dataset() + " " + row.verdict().place().network(),
                    unused -> new ArrayList<>())
                .add(Integer.toString(row.verdict().place().lookback())));
    return lookbacks.entrySet().stream()
        .map(group -> group.getKey() + " at " + String.join("/", group.getValue()))
        .collect(Collectors.joining("; ", " (", ")"));
  }

  private static String rest(int rows) {
    return switch (rows) {
      case 0 -> ".";
      case 1 -> "; the other row has no significant winner.";
      default -> "; the other " + rows + " rows have no significant winner.";
    };
  }

  private static String line(Win row) {
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

  /** A mean with its interval; a row with a winner has at least two seeds. */
  private static String figure(Cell cell) {
    int decimals = decimals(cell.mean());
    return Prose.fixed(cell.mean(), decimals)
        + " (95% interval "
        + Prose.fixed(cell.ciLow(), decimals)
        + " to "
        + Prose.fixed(cell.ciHigh(), decimals)
        + ")";
  }

  /** Decimals for about four significant digits; digits before the point are never dropped. */
  private static int decimals(double mean) {
    double size = Math.abs(mean);
    return size == 0 ? 1 : (int) Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(size))));
  }
}
