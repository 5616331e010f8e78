package org.synprune.jobs.results;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.analysis.TestResult;
import org.synprune.jobs.grid.Protocol;

/** The tables that {@code summarize} writes, one summary a protocol. */
public final class SummaryTables {

  /** One row a cell of the grid. */
  static final Table<Under<Cell>> CELLS =
      Table.<Under<Cell>>named("cells")
          .text("protocol", row -> row.protocol().id())
          .text("dataset", row -> row.value().dataset())
          .text("architecture", row -> row.value().architecture())
          .integer("lookback", row -> row.value().lookback())
          .text("regulariser", row -> row.value().regulariser())
          .integer("n", row -> row.value().n())
          .number("mean", row -> row.value().mean())
          .number("sd", optional(Cell::sd))
          .number("ci_low", optional(Cell::ciLow))
          .number("ci_high", optional(Cell::ciHigh))
          .number("relative_to_none", optional(Cell::relativeToNone))
          .build();

  /** One row a test. */
  static final Table<Under<TestResult>> TESTS =
      Table.<Under<TestResult>>named("tests")
          .text("protocol", row -> row.protocol().id())
          .text("family", row -> row.value().family())
          .text("scope", row -> row.value().scope())
          .integer("blocks", row -> row.value().blocks())
          .text("treatments", row -> String.join(",", row.value().treatments()))
          .number("statistic", optional(TestResult::statistic))
          .number("df", optional(TestResult::df))
          .number("p", optional(TestResult::p))
          .number("p_adjusted", optional(TestResult::pAdjusted))
          .number("effect_size", optional(TestResult::effectSize))
          .text("note", row -> row.value().note())
          .build();

  private SummaryTables() {}

  /**
   * A part of a summary, and the protocol whose trials it sums up.
   *
   * @param <T> the part's type
   * @param protocol the protocol
   * @param value the part
   */
  public record Under<T>(Protocol protocol, T value) {}

  /**
   * Writes summaries beside the trials that they sum up; earlier ones of the run are replaced.
   *
   * @param store the run's results
   * @param summaries a summary for each protocol of the run
   */
  public static void write(ResultStore store, List<Under<Summary>> summaries) {
    List<Under<Cell>> cells = new ArrayList<>();
    List<Under<TestResult>> tests = new ArrayList<>();
    for (Under<Summary> one : summaries) {
      one.value().cells().forEach(cell -> cells.add(new Under<>(one.protocol(), cell)));
      one.value().tests().forEach(test -> tests.add(new Under<>(one.protocol(), test)));
    }
    store.write(CELLS, CELLS.name(), cells);
    store.write(TESTS, TESTS.name(), tests);
  }

  private static <T> Function<Under<T>, Double> optional(Function<T, OptionalDouble> value) {
    return row -> {
      OptionalDouble number = value.apply(row.value());
      return number.isPresent() ? number.getAsDouble() : null;
    };
  }
}
