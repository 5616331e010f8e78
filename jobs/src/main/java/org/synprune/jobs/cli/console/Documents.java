package org.synprune.jobs.cli.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.Measure;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.data.DatasetCheck;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.report.RowVerdict;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.sweep.SweepResult;

/** Parts of the JSON documents. Keys are named as the columns of the tables are. */
public final class Documents {

  private Documents() {}

  /**
   * Starts a document.
   *
   * @param command the subcommand
   * @return the document, to be added to
   */
  public static Map<String, Object> of(String command) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("command", command);
    return document;
  }

  /**
   * Starts the document of a run.
   *
   * @param command the subcommand
   * @param store the run's results
   * @return the document, to be added to
   */
  public static Map<String, Object> of(String command, ResultStore store) {
    Map<String, Object> document = of(command);
    document.put("run", store.run());
    document.put("out", store.root().toString());
    return document;
  }

  /**
   * Prepared series.
   *
   * @param prepared the series
   * @return an object for each
   */
  public static List<Map<String, Object>> series(List<PreparedSeries> prepared) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (PreparedSeries one : prepared) {
      Map<String, Object> series = new LinkedHashMap<>();
      series.put("dataset", one.info().dataset());
      series.put("protocol", one.info().protocol().id());
      series.put("rows", one.rows());
      series.put("columns", one.columns());
      series.put("input_rows", one.inputRows());
      series.put("missing", one.missing());
      series.put("source", one.source());
      series.put("warnings", one.warnings());
      series.put("reused", one.reused());
      series.put("path", one.folder().toString());
      all.add(series);
    }
    return all;
  }

  /**
   * How a sweep ended.
   *
   * @param result the sweep's result
   * @return counts and seconds
   */
  public static Map<String, Object> trials(SweepResult result) {
    Map<String, Object> trials = new LinkedHashMap<>();
    trials.put("planned", result.planned());
    trials.put("completed", result.completed());
    trials.put("already_done", result.skipped());
    trials.put("without_result", result.failed());
    trials.put("damaged_files", result.damaged());
    trials.put("seconds", result.seconds());
    return trials;
  }

  /**
   * The folders of a run's tables.
   *
   * @param store the run's results
   * @param tables names of tables
   * @return path by table
   */
  public static Map<String, String> paths(ResultStore store, String... tables) {
    Map<String, String> paths = new LinkedHashMap<>();
    for (String table : tables) {
      paths.put(table, store.folder(table).toString());
    }
    return paths;
  }

  /**
   * Cells, verdicts, naive forecasts and answers.
   *
   * @param summaries what was found under each protocol
   * @param naive the naive forecast's errors under each
   * @param answers the answers under each to what is asked
   * @return an object for each protocol
   */
  public static List<Map<String, Object>> protocols(
      Map<Protocol, Summary> summaries,
      Map<Protocol, List<NaiveForecast>> naive,
      Map<Protocol, List<Answer>> answers) {
    List<Map<String, Object>> all = new ArrayList<>();
    summaries.forEach(
        (protocol, summary) -> {
          Map<String, Object> document = new LinkedHashMap<>();
          document.put("protocol", protocol.id());
          document.put("metric", "mae");
          document.put("cells", summary.cells().stream().map(Documents::cell).toList());
          document.put(
              "verdicts", RowVerdict.of(summary).stream().map(Documents::verdict).toList());
          document.put("naive", naive.getOrDefault(protocol, List.of()));
          document.put(
              "answers",
              answers.getOrDefault(protocol, List.of()).stream().map(Documents::answer).toList());
          all.add(document);
        });
    return all;
  }

  private static Map<String, Object> place(Place place) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("dataset", place.dataset());
    document.put("architecture", place.architecture().id());
    document.put("lookback", place.lookback());
    if (!place.variant().isNone()) {
      document.put("variant", place.variant().toString());
    }
    return document;
  }

  private static Map<String, Object> verdict(RowVerdict one) {
    Map<String, Object> verdict = place(one.place());
    verdict.put("best", one.best().name());
    verdict.put("significant", one.significant());
    Arm runnerUp = one.runnerUp();
    verdict.put("runner_up", runnerUp == null ? null : runnerUp.name());
    verdict.put("p_adjusted", number(one.p()));
    return verdict;
  }

  private static Map<String, Object> answer(Answer one) {
    Map<String, Object> answer = place(one.place());
    answer.put("treatment", one.pair().treatment().name());
    answer.put("against", one.pair().against().name());
    answer.put("verdict", one.verdict().id());
    answer.put("seeds", one.seeds());
    answer.put("difference", one.difference());
    answer.put("difference_low", one.low());
    answer.put("difference_high", one.high());
    answer.put("relative", number(one.relative()));
    answer.put("relative_low", number(one.relativeLow()));
    answer.put("relative_high", number(one.relativeHigh()));
    answer.put("p", one.p());
    answer.put("p_adjusted", one.pAdjusted());
    answer.put("effect_size", one.effectSize());
    answer.put("p_rope", number(one.pRope()));
    return answer;
  }

  private static Map<String, Object> cell(Cell one) {
    Map<String, Object> cell = place(one.place());
    cell.put("regulariser", one.arm().name());
    cell.put("n", one.n());
    cell.put("mean", one.mean());
    cell.put("sd", number(one.sd()));
    cell.put("ci_low", number(one.ciLow()));
    cell.put("ci_high", number(one.ciHigh()));
    cell.put("relative_to_none", number(one.relativeToNone()));
    return cell;
  }

  /**
   * A night compared with earlier nights, as in table {@code regressions}.
   *
   * @param comparison the comparison
   * @return the document's part
   */
  public static Map<String, Object> comparison(NightComparison comparison) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (NightComparison.Row one : comparison.rows()) {
      Map<String, Object> row = new LinkedHashMap<>();
      if (one.measure() instanceof Measure.Mae cell) {
        row.put("measure", "mae");
        row.put("protocol", cell.place().protocol().id());
        row.putAll(place(cell.place()));
        row.put("regulariser", cell.arm().name());
      } else {
        row.put("measure", "throughput");
      }
      row.put("n", one.n());
      row.put("tonight", one.tonight());
      row.put("baseline", one.baseline());
      row.put("ratio", one.ratio());
      row.put("p", number(one.p()));
      row.put("p_adjusted", number(one.pAdjusted()));
      row.put("verdict", one.verdict().id());
      rows.add(row);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("baseline_runs", comparison.baseline());
    all.put("trials", comparison.trials());
    all.put("changed", comparison.changed());
    all.put("rows", rows);
    all.put(
        "uncompared",
        comparison.uncompared().stream()
            .map(
                cell -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("protocol", cell.place().protocol().id());
                  one.putAll(place(cell.place()));
                  one.put("regulariser", cell.arm().name());
                  return one;
                })
            .toList());
    return all;
  }

  /**
   * What a raw file holds.
   *
   * @param check what was found
   * @return the document's part
   */
  public static Map<String, Object> data(DatasetCheck check) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("source", check.prepared().source());
    document.put("sha256", check.prepared().info().sha256());
    document.put("input_rows", check.prepared().inputRows());
    document.put("blank_rows", check.prepared().blankRows());
    document.put("missing", check.prepared().missing());
    document.put("rows", check.prepared().rows());
    document.put("target_filled_in", check.prepared().unobserved());
    document.put("warnings", check.prepared().warnings());
    Map<String, Object> scaler = new LinkedHashMap<>(check.scaler());
    scaler.put("target", check.target());
    document.put("scaler", scaler);
    document.put(
        "gaps",
        check.gaps().stream()
            .map(gap -> Map.of("after", gap.after().toString(), "before", gap.before().toString()))
            .toList());
    List<Map<String, Object>> splits = new ArrayList<>();
    for (DatasetCheck.Split one : check.splits()) {
      Map<String, Object> split = new LinkedHashMap<>();
      split.put("split", one.name());
      split.put("rows", one.rows());
      split.put("observed", one.observed());
      split.put("first", one.first().toString());
      split.put("last", one.last().toString());
      splits.add(split);
    }
    document.put("splits", splits);
    document.put("lookbacks", check.lookbacks());
    document.put("longest_lookback", check.longest());
    return document;
  }

  /** JSON's null stands for a number that isn't there. */
  static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
