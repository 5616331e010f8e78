package org.synprune.jobs.results;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.Measure;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.analysis.TestResult;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.inference.InferenceTime;

/** The tables that are made from the trials of a run. */
public final class DerivedTables {

  private static final String SHARE = "share, 0 to 1";
  private static final String VARIANT = "settings such as hidden=32";
  private static final String VARIED = "training settings that the grid varies; often empty";
  private static final String RAW = "raw units of the target";

  /** One row a cell of the grid. */
  static final Table<Cell> CELLS =
      ofPlaces(Table.<Cell>named("cells", "summarize"), Cell::place)
          .text("regulariser", "id", "regulariser or pruning method", row -> row.arm().name())
          .integer("n", "count", "seeds with a result", row -> row.n())
          .number("mean", RAW, "mean of mae over the seeds", row -> row.mean())
          .number("sd", RAW, "sample standard deviation of mae over the seeds", of(Cell::sd))
          .number("ci_low", RAW, "lower end of the mean's 95% interval", of(Cell::ciLow))
          .number("ci_high", RAW, "upper end of the mean's 95% interval", of(Cell::ciHigh))
          .number(
              "relative_to_none",
              "ratio",
              "mean over the mean without regulariser, less 1; -0.1 is a tenth less error",
              of(Cell::relativeToNone))
          .build();

  /** One row a test. */
  static final Table<TestResult> TESTS =
      Table.<TestResult>named("tests", "summarize")
          .text(
              "protocol", "id", "how data are split and scored", row -> row.scope().protocol().id())
          .text("family", "id", "statistic and unit of the blocks", row -> row.family())
          .text(
              "scope",
              "dataset/architecture/lookback, dataset/architecture, architecture or all; then a"
                  + " variant",
              "part of the grid that is tested",
              row -> row.scope().text())
          .integer("blocks", "count", "complete blocks used", row -> row.blocks())
          .text(
              "treatments",
              "ids, separated by commas",
              "regularisers that are compared",
              row -> row.treatments().stream().map(Arm::name).collect(Collectors.joining(",")))
          .number(
              "statistic", "depends on family", "value of the statistic", of(TestResult::statistic))
          .number("df", "degrees of freedom", "of F: the numerator's", of(TestResult::df))
          .number("p", "probability", "p-value, two-sided where there are sides", of(TestResult::p))
          .number(
              "p_adjusted",
              "probability",
              "p-value adjusted by Holm over the pairs of a scope",
              of(TestResult::pAdjusted))
          .number(
              "effect_size",
              "Kendall's W, or rank-biserial correlation",
              "size of the effect",
              of(TestResult::effectSize))
          .text("note", "text", "what a reader must know", row -> row.note())
          .build();

  /** One row a place and pair of arms that is asked for. */
  static final Table<Answer> ANSWERS =
      ofPlaces(Table.<Answer>named("answers", "summarize"), Answer::place)
          .text("treatment", "name", "arm that is asked for", row -> row.pair().treatment().name())
          .text("against", "name", "arm it is compared with", row -> row.pair().against().name())
          .text(
              "verdict",
              "better, worse, equal-in-practice, not-shown or too-few-seeds",
              "of the treatment",
              row -> row.verdict().id())
          .integer("seeds", "count", "seeds that both arms have", Answer::seeds)
          .number("difference", RAW, "median of mae less that of against", Answer::difference)
          .number("difference_low", RAW, "lower end of its 95% interval", Answer::low)
          .number("difference_high", RAW, "upper end of its 95% interval", Answer::high)
          .number(
              "relative",
              "ratio",
              "median of mae over that of against, less 1; -0.1 is a tenth less error",
              of(Answer::relative))
          .number("relative_low", "ratio", "lower end of its 95% interval", of(Answer::relativeLow))
          .number(
              "relative_high", "ratio", "upper end of its 95% interval", of(Answer::relativeHigh))
          .number("p", "probability", "two-sided p-value of the signed-rank test", Answer::p)
          .number(
              "p_adjusted",
              "probability",
              "p-value adjusted by Holm over all rows of the protocol",
              Answer::pAdjusted)
          .number(
              "effect_size",
              "rank-biserial correlation",
              "-1 if the treatment is better with every seed",
              Answer::effectSize)
          .number(
              "p_rope",
              "probability",
              "posterior probability of a difference within 1%",
              of(Answer::pRope))
          .build();

  /** One row a place and arm that prunes, if it has completed trials. */
  static final Table<Measured> INFERENCE =
      ofPlaces(Table.<Measured>named("inference", "summarize"), Measured::place)
          .text("regulariser", "name", "arm whose networks these are", row -> row.arm().name())
          .integer(
              "features",
              "count",
              "values of a time step of the window",
              row -> row.time().setup().features())
          .integer("batch", "count", "windows forecast at once", row -> row.time().setup().batch())
          .number(
              "sparsity", SHARE, "prunable weights that are pruned", row -> row.time().sparsity())
          .bigint("parameters", "count", "all parameters", row -> row.time().parameters())
          .number(
              "seconds_forward",
              "seconds",
              "whole forward pass of a batch",
              row -> row.time().secondsForward())
          .number(
              "seconds_dense",
              "seconds",
              "products of weights and activations in it, dense",
              row -> row.time().secondsDense())
          .number(
              "seconds_csr",
              "seconds",
              "the same products, weights in compressed sparse rows",
              row -> row.time().secondsCsr())
          .text("host", "name", "machine that measured", Measured::host)
          .build();

  /** One row a cell compared, and one for throughput. */
  public static final Table<Compared> REGRESSIONS =
      Table.<Compared>named("regressions", "nightly")
          .text(
              "measure",
              "mae or throughput",
              "what is compared",
              row -> row.row().measure() instanceof Measure.Mae ? "mae" : "throughput")
          .text(
              "protocol",
              "id",
              "how data are split and scored",
              ofCell(cell -> cell.place().protocol().id()))
          .text("dataset", "name", "data set", ofCell(cell -> cell.place().dataset()))
          .text("architecture", "id", "network", ofCell(cell -> cell.place().architecture().id()))
          .integer(
              "lookback",
              "time steps",
              "length of the input window",
              ofCell(cell -> cell.place().lookback()))
          .text("variant", VARIANT, VARIED, ofCell(cell -> cell.place().variant().toString()))
          .text(
              "regulariser",
              "id",
              "regulariser or pruning method",
              ofCell(cell -> cell.arm().name()))
          .text(
              "baseline_runs",
              "names, separated by commas",
              "earlier nights compared with",
              row -> String.join(",", row.baseline()))
          .integer("n", "count", "pairs: seeds of a cell, or trials", row -> row.row().n())
          .number(
              "tonight",
              "raw units of the target, or trials per second",
              "mean error over the seeds, or throughput",
              row -> row.row().tonight())
          .number(
              "baseline",
              "raw units of the target, or trials per second",
              "the same of the earlier nights' medians",
              row -> row.row().baseline())
          .number(
              "ratio",
              "ratio",
              "tonight over baseline, median over the seeds",
              r -> r.row().ratio())
          .number("p", "probability", "two-sided p-value", ofRow(NightComparison.Row::p))
          .number(
              "p_adjusted",
              "probability",
              "p-value adjusted by Holm over the cells",
              ofRow(NightComparison.Row::pAdjusted))
          .text("verdict", "id", "better, worse or fine", row -> row.row().verdict().id())
          .build();

  private DerivedTables() {}

  /** Begins a table with the columns of a place. */
  private static <R> Table.Builder<R> ofPlaces(Table.Builder<R> table, Function<R, Place> place) {
    return table
        .text(
            "protocol",
            "id",
            "how data are split and scored",
            row -> place.apply(row).protocol().id())
        .text("dataset", "name", "data set", row -> place.apply(row).dataset())
        .text("architecture", "id", "network", row -> place.apply(row).architecture().id())
        .integer(
            "lookback",
            "time steps",
            "length of the input window",
            row -> place.apply(row).lookback())
        .text("variant", VARIANT, VARIED, row -> place.apply(row).variant().toString());
  }

  /** A place in the grid and an arm, what was measured for it, and on which machine. */
  record Measured(Place place, Arm arm, InferenceTime time, String host) {}

  /** A row of a comparison beside the runs of the nights that it was compared with. */
  public record Compared(List<String> baseline, NightComparison.Row row) {}

  private static <T> Function<T, @Nullable Double> of(Function<T, OptionalDouble> value) {
    return row -> orNull(value.apply(row));
  }

  private static Function<Compared, @Nullable Double> ofRow(
      Function<NightComparison.Row, OptionalDouble> value) {
    return row -> orNull(value.apply(row.row()));
  }

  private static <V> Function<Compared, @Nullable V> ofCell(Function<Measure.Mae, V> value) {
    return row -> row.row().measure() instanceof Measure.Mae cell ? value.apply(cell) : null;
  }

  private static @Nullable Double orNull(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }
}
