package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.synprune.jobs.analysis.Measure;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.analysis.NightComparison.Row;
import org.synprune.jobs.grid.Arm;

/**
 * The result of a nightly run beside earlier ones, in a few lines. The last line is the verdict.
 */
public final class NightReport {

  private NightReport() {}

  /**
   * Prints a comparison.
   *
   * @param comparison a night compared with earlier ones
   * @return lines of text of at most {@link TextTable#WIDTH} characters
   */
  public static String render(NightComparison comparison) {
    List<Row> cells = comparison.cells();
    if (cells.isEmpty()) {
      return line("verdict", "fine: no earlier night to compare with");
    }
    StringBuilder text = new StringBuilder();
    text.append(
        line(
            "compared",
            "%d cells (%d trials) with the median of %s: %s",
            cells.size(),
            comparison.trials(),
            Prose.count(comparison.baseline().size(), "earlier night"),
            String.join(", ", comparison.baseline())));
    if (!comparison.uncompared().isEmpty()) {
      text.append(line("new", "%s", uncompared(comparison.uncompared())));
    }
    text.append(
        line(
            "errors",
            comparison.changed() == 0
                ? "all trials equal their median to the last bit"
                : "%d of %d trials differ from their median",
            comparison.changed(),
            comparison.trials()));
    int seeds = cells.stream().mapToInt(Row::n).max().orElseThrow();
    if (seeds < comparison.seedsNeeded()) {
      text.append(
          line(
              "",
              "%s too few to find a worse cell: testing %d cells takes at least %d seeds",
              seeds == 1 ? "1 seed is" : seeds + " seeds are",
              cells.size(),
              comparison.seedsNeeded()));
    }
    comparison
        .throughput()
        .ifPresent(
            row ->
                text.append(
                    line(
                        "throughput",
                        "%.4g trials per second of training and evaluation; median night %.4g"
                            + " (ratio %.2f)",
                        row.tonight(),
                        row.baseline(),
                        row.ratio())));
    for (Row row : comparison.rows()) {
      if (row.verdict() != NightComparison.Verdict.FINE) {
        text.append(line(row.verdict().id(), "%s", change(row)));
      }
    }
    return text.append(line("verdict", "%s", verdict(comparison))).toString();
  }

  /** Counts cells by arm: an arm is what changes between nights, its name or its settings. */
  private static String uncompared(List<Measure.Mae> cells) {
    Map<Arm, Long> byArm =
        cells.stream()
            .collect(
                Collectors.groupingBy(Measure.Mae::arm, LinkedHashMap::new, Collectors.counting()));
    return String.format(
        Locale.ROOT,
        "%s not compared, as no earlier night has their arm, settings or data: %s",
        Prose.count(cells.size(), "cell") + (cells.size() == 1 ? " is" : " are"),
        byArm.entrySet().stream()
            .map(one -> one.getKey() + " (" + one.getValue() + ")")
            .collect(Collectors.joining(", ")));
  }

  private static String change(Row row) {
    return row.measure() instanceof Measure.Mae cell
        ? String.format(
            Locale.ROOT,
            "%s %s %d %s (%s): MAE %.4g, before %.4g; median ratio %.3f, p = %.2g",
            cell.place().dataset(),
            cell.place().network(),
            cell.place().lookback(),
            cell.arm(),
            cell.place().protocol().id(),
            row.tonight(),
            row.baseline(),
            row.ratio(),
            row.pAdjusted().orElseThrow())
        : "throughput";
  }

  private static String verdict(NightComparison comparison) {
    List<Row> worse = comparison.regressions();
    if (worse.isEmpty()) {
      return "fine";
    }
    List<String> what = new ArrayList<>();
    long cells = worse.stream().filter(row -> row.measure() instanceof Measure.Mae).count();
    if (cells > 0) {
      what.add(
          String.format(
              Locale.ROOT, "%d of %d cells with larger errors", cells, comparison.cells().size()));
    }
    if (cells < worse.size()) {
      what.add("lower throughput");
    }
    return "regression: " + String.join(", ", what);
  }

  private static String line(String label, String format, Object... values) {
    String start = String.format(Locale.ROOT, "%-10s ", label);
    return start + Prose.wrap(String.format(Locale.ROOT, format, values), start.length());
  }
}
