package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;

/**
 * The result of a sweep at a glance: a row for each data set, network and lookback, a column for
 * each arm. An arm is marked only if it is the statistically significant winner of its row.
 */
public final class HeadlineTable {

  private static final List<Column> LEAD =
      List.of(
          new Column("data set", Align.LEFT),
          new Column("network", Align.LEFT),
          new Column("L", Align.RIGHT));

  private final Summary summary;
  private final String metric;
  private final List<String> generated;
  private final Map<Place, Map<Arm, Cell>> rows = new LinkedHashMap<>();
  private final Map<Place, Arm> winners = new LinkedHashMap<>();

  private HeadlineTable(Summary summary, String metric, List<String> generated) {
    this.summary = summary;
    this.metric = metric;
    this.generated = List.copyOf(generated);
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
   * @param metric name and unit of the errors, for example {@code MAE in raw units}
   * @param generated ids of the data sets whose values are generated and not real; the table says
   *     so
   * @return lines of text, of at most {@link TextTable#WIDTH} characters if the names allow it
   */
  public static String render(Summary summary, String metric, List<String> generated) {
    if (summary.cells().isEmpty()) {
      return "No trial is finished, so there is nothing to compare.\n";
    }
    return new HeadlineTable(summary, metric, generated).text();
  }

  /**
   * The table for a paper or a page. Only significant winners are bold.
   *
   * @param summary what a sweep found
   * @param form the language
   * @return lines of text
   */
  public static String render(Summary summary, MarkupTable.Form form) {
    HeadlineTable of = new HeadlineTable(summary, "", List.of());
    List<Arm> arms = summary.arms();
    List<Column> columns = new ArrayList<>(LEAD);
    arms.forEach(arm -> columns.add(new Column(arm.name(), Align.RIGHT)));
    MarkupTable table = new MarkupTable(form, columns);
    of.rows.forEach(
        (place, cells) -> {
          List<MarkupTable.Cell> row = new ArrayList<>();
          lead(place).forEach(text -> row.add(new MarkupTable.Cell(text)));
          for (Arm arm : arms) {
            Cell cell = cells.get(arm);
            row.add(
                new MarkupTable.Cell(
                    cell == null ? "-" : figure(cell), arm.equals(of.winners.get(place))));
          }
          table.add(row);
        });
    return table.render();
  }

  private static List<String> lead(Place place) {
    return List.of(place.dataset(), place.network(), Integer.toString(place.lookback()));
  }

  private String text() {
    return table()
        + "\n"
        + (generated.isEmpty() ? "" : Prose.paragraph(GeneratedNote.of(generated)))
        + Prose.paragraph(caption())
        + Prose.paragraph(verdict());
  }

  private String table() {
    List<Arm> arms = summary.arms();
    // The last character of each cell is for the winner's mark.
    ArmTable table =
        new ArmTable(
            1, LEAD, arms.stream().map(arm -> new Column(arm + " ", Align.RIGHT)).toList());
    rows.forEach(
        (place, cells) ->
            table.add(
                lead(place), arms.stream().map(arm -> cell(cells.get(arm), arm, place)).toList()));
    return table.render();
  }

  private String cell(@Nullable Cell cell, Arm arm, Place place) {
    return (cell == null ? "-" : figure(cell)) + (arm.equals(winners.get(place)) ? "*" : " ");
  }

  private String caption() {
    IntSummaryStatistics seeds = summary.cells().stream().mapToInt(Cell::n).summaryStatistics();
    String count =
        seeds.getMin() == seeds.getMax()
            ? Integer.toString(seeds.getMax())
            : seeds.getMin() + " to " + seeds.getMax();
    return metric
        + ", smaller is better; L is the lookback in time steps. "
        + (seeds.getMax() == 1
            ? "One seed, so there are no intervals."
            : "Mean over " + count + " seeds +- half its 95% t interval.");
  }

  private String verdict() {
    String rule =
        "Friedman p < 0.05 over seeds, and exact Wilcoxon p < 0.05 against the runner-up after"
            + " Holm's adjustment over all pairs of the row";
    if (winners.isEmpty()) {
      return "No row has a statistically significant winner ("
          + rule
          + ")."
          + Headline.tooFewSeeds(summary);
    }
    int without = rows.size() - winners.size();
    return "* statistically significant winner of its row: "
        + rule
        + "."
        + (without == 0
            ? ""
            : " "
                + without
                + " of "
                + rows.size()
                + (without == 1 ? " rows has none." : " rows have none."));
  }

  /** The mean to about four significant digits, the half-width with the same decimals. */
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
