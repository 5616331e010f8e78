package org.synprune.jobs.results;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.synprune.jobs.analysis.Measure;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.analysis.NightComparison.Row;

/** The table that {@code nightly} writes: a night beside those before it. */
public final class RegressionTable {

  /** One row a cell compared, and one for throughput. */
  static final Table<Compared> REGRESSIONS =
      Table.<Compared>named("regressions")
          .text("measure", row -> row.row().measure() instanceof Measure.Mae ? "mae" : "throughput")
          .text("protocol", ofCell(cell -> cell.place().protocol().id()))
          .text("dataset", ofCell(cell -> cell.place().dataset()))
          .text("architecture", ofCell(cell -> cell.place().architecture().id()))
          .integer("lookback", ofCell(cell -> cell.place().lookback()))
          .text("regulariser", ofCell(cell -> cell.arm().name()))
          .text("baseline_runs", row -> String.join(",", row.baseline()))
          .integer("n", row -> row.row().n())
          .number("tonight", row -> row.row().tonight())
          .number("baseline", row -> row.row().baseline())
          .number("ratio", row -> row.row().ratio())
          .number("p", optional(Row::p))
          .number("p_adjusted", optional(Row::pAdjusted))
          .text("verdict", row -> row.row().verdict().id())
          .build();

  private RegressionTable() {}

  /** A row beside the runs of the nights that it was compared with. */
  record Compared(List<String> baseline, Row row) {}

  /**
   * Writes a comparison beside the night's trials, without rows where there was no earlier night.
   *
   * @param store the night's results
   * @param comparison the comparison
   */
  public static void write(ResultStore store, NightComparison comparison) {
    store.write(
        REGRESSIONS,
        REGRESSIONS.name(),
        comparison.rows().stream().map(row -> new Compared(comparison.baseline(), row)).toList());
  }

  private static <V> Function<Compared, V> ofCell(Function<Measure.Mae, V> value) {
    return row -> row.row().measure() instanceof Measure.Mae cell ? value.apply(cell) : null;
  }

  private static Function<Compared, Double> optional(Function<Row, OptionalDouble> value) {
    return row -> {
      OptionalDouble number = value.apply(row.row());
      return number.isPresent() ? number.getAsDouble() : null;
    };
  }
}
