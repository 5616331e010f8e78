package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;
import org.synprune.jobs.stats.Wilcoxon;

/**
 * The result of a sweep at a glance: a row for each data set, architecture and lookback, a column
 * for each arm. The best arm of a row is marked only where the tests over seeds bear it out.
 */
public final class HeadlineTable {

  private static final int ARMS_ABREAST = 4;

  private final Summary summary;
  private final String metric;
  private final Map<Place, Map<Arm, Cell>> rows = new LinkedHashMap<>();
  private final Map<Place, Arm> winners = new LinkedHashMap<>();

  private HeadlineTable(Summary summary, String metric) {
    this.summary = summary;
    this.metric = metric;
    for (Cell cell : summary.cells()) {
      rows.computeIfAbsent(cell.place(), unused -> new LinkedHashMap<>()).put(cell.arm(), cell);
    }
    for (RowVerdict verdict : RowVerdict.of(summary)) {
      if (verdict.significant()) {
        winners.put(verdict.place(), verdict.best());
      }
    }
  }

  /**
   * Prints a summary.
   *
   * @param summary what a sweep found
   * @param metric what the errors are and their unit, for example {@code MAE in raw units}
   * @return lines of text of at most {@link TextTable#WIDTH} columns
   */
  public static String render(Summary summary, String metric) {
    if (summary.cells().isEmpty()) {
      return "No trial is finished, so there is nothing to compare.\n";
    }
    return new HeadlineTable(summary, metric).text();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    List<Arm> arms = summary.arms();
    for (int from = 0; from < arms.size(); ) {
      int until = Math.min(arms.size(), from + ARMS_ABREAST);
      String table = table(arms.subList(from, until));
      while (until > from + 1 && width(table) > TextTable.WIDTH) {
        table = table(arms.subList(from, --until));
      }
      text.append(table).append('\n');
      from = until;
    }
    return text.append(Prose.paragraph(caption())).append(Prose.paragraph(verdict())).toString();
  }

  private static int width(String table) {
    return table.lines().mapToInt(String::length).max().orElse(0);
  }

  private String table(List<Arm> arms) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("data set", Align.LEFT));
    columns.add(new Column("network", Align.LEFT));
    columns.add(new Column("L", Align.RIGHT));
    // The last character of each cell is the place of the mark.
    arms.forEach(arm -> columns.add(new Column(arm + " ", Align.RIGHT)));
    TextTable table = new TextTable(1, columns);
    rows.forEach(
        (place, cells) -> {
          List<String> row = new ArrayList<>();
          row.add(place.dataset());
          row.add(place.architecture().id());
          row.add(Integer.toString(place.lookback()));
          for (Arm arm : arms) {
            Cell cell = cells.get(arm);
            String mark = arm.equals(winners.get(place)) ? "*" : " ";
            row.add((cell == null ? "-" : figure(cell)) + mark);
          }
          table.add(row);
        });
    return table.render();
  }

  private String caption() {
    IntSummaryStatistics seeds = summary.cells().stream().mapToInt(Cell::n).summaryStatistics();
    String count =
        seeds.getMin() == seeds.getMax()
            ? Integer.toString(seeds.getMax())
            : seeds.getMin() + " to " + seeds.getMax();
    return metric
        + ", smaller is better; L is the lookback in time steps. Mean over "
        + count
        + (seeds.getMax() == 1
            ? " seed, so without intervals."
            : " seeds +- half the width of its 95% t interval.");
  }

  private String verdict() {
    String rule =
        "Friedman p < 0.05 over seeds and exact Wilcoxon p < 0.05 against the runner-up, adjusted"
            + " by Holm over all pairs of the row";
    if (!winners.isEmpty()) {
      return "* the least error of its row where the tests bear it out: "
          + rule
          + ". In "
          + (rows.size() - winners.size())
          + " of "
          + rows.size()
          + " rows no arm is marked.";
    }
    return "No significant difference: in no row do the tests set the best arm apart ("
        + rule
        + ")."
        + tooFew();
  }

  /** Says so where the seeds are too few for any data whatever to be significant. */
  private String tooFew() {
    int pairs = Math.max(1, summary.arms().size() * (summary.arms().size() - 1) / 2);
    int seeds = summary.cells().stream().mapToInt(Cell::n).max().orElse(0);
    int needed = Wilcoxon.blocksNeeded(pairs, RowVerdict.ALPHA);
    return seeds >= needed
        ? ""
        : String.format(
            Locale.ROOT,
            " With %d seed(s) no data could: %d pair(s) take at least %d seeds.",
            seeds,
            pairs,
            needed);
  }

  /** About four significant digits of the mean, the half-width to the same decimals. */
  private static String figure(Cell cell) {
    double size = Math.abs(cell.mean());
    if (size != 0 && (size < 0.01 || size >= 1e6)) {
      return spread(
          cell,
          String.format(Locale.ROOT, "%.1e", cell.mean()),
          half -> String.format(Locale.ROOT, "%.0e", half));
    }
    int decimals = size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0;
    return spread(cell, Prose.fixed(cell.mean(), decimals), half -> Prose.fixed(half, decimals));
  }

  private static String spread(Cell cell, String mean, DoubleFunction<String> format) {
    return cell.halfWidth().isPresent()
        ? mean + " +- " + format.apply(cell.halfWidth().getAsDouble())
        : mean;
  }
}
