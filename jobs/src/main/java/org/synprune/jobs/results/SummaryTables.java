package org.synprune.jobs.results;

import java.util.Collection;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.analysis.TestResult;
import org.synprune.jobs.grid.Arm;

/** The tables that {@code summarize} writes, one summary a protocol. */
public final class SummaryTables {

  /** One row a cell of the grid. */
  static final Table<Cell> CELLS =
      Table.<Cell>named("cells")
          .text("protocol", row -> row.place().protocol().id())
          .text("dataset", row -> row.place().dataset())
          .text("architecture", row -> row.place().architecture().id())
          .integer("lookback", row -> row.place().lookback())
          .text("regulariser", row -> row.arm().name())
          .integer("n", row -> row.n())
          .number("mean", row -> row.mean())
          .number("sd", optional(Cell::sd))
          .number("ci_low", optional(Cell::ciLow))
          .number("ci_high", optional(Cell::ciHigh))
          .number("relative_to_none", optional(Cell::relativeToNone))
          .build();

  /** One row a test. */
  static final Table<TestResult> TESTS =
      Table.<TestResult>named("tests")
          .text("protocol", row -> row.scope().protocol().id())
          .text("family", row -> row.family())
          .text("scope", row -> row.scope().text())
          .integer("blocks", row -> row.blocks())
          .text(
              "treatments",
              row -> row.treatments().stream().map(Arm::name).collect(Collectors.joining(",")))
          .number("statistic", optional(TestResult::statistic))
          .number("df", optional(TestResult::df))
          .number("p", optional(TestResult::p))
          .number("p_adjusted", optional(TestResult::pAdjusted))
          .number("effect_size", optional(TestResult::effectSize))
          .text("note", row -> row.note())
          .build();

  private SummaryTables() {}

  /**
   * Writes summaries beside the trials that they sum up; earlier ones of the run are replaced.
   *
   * @param store the run's results
   * @param summaries a summary for each protocol of the run
   */
  public static void write(ResultStore store, Collection<Summary> summaries) {
    store.write(
        CELLS, CELLS.name(), summaries.stream().flatMap(one -> one.cells().stream()).toList());
    store.write(
        TESTS, TESTS.name(), summaries.stream().flatMap(one -> one.tests().stream()).toList());
  }

  private static <T> Function<T, Double> optional(Function<T, OptionalDouble> value) {
    return row -> {
      OptionalDouble number = value.apply(row);
      return number.isPresent() ? number.getAsDouble() : null;
    };
  }
}
