package org.synprune.jobs.cli.show;

import static org.apache.spark.sql.functions.col;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.PrintWriter;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.console.LabelledLines;
import org.synprune.jobs.cli.console.RowPrinter;
import org.synprune.jobs.report.Sparkline;
import org.synprune.jobs.report.TextTable;
import org.synprune.jobs.report.TextTable.Align;

/**
 * A trial as {@code show} prints it. Rows are columns by name.
 *
 * @param attempts rows of {@code trials}, the last attempt last
 * @param epochs rows of {@code epochs}, in order
 * @param layers rows of {@code layers} at the last epoch
 * @param rerun how to train it again
 */
record ShownTrial(
    List<Map<String, Object>> attempts,
    List<Map<String, Object>> epochs,
    List<Map<String, Object>> layers,
    Rerun rerun) {

  /** Reads a trial of a run. */
  static ShownTrial read(
      SparkSession spark, String id, String run, Function<Rerun.TrainedTrial, Rerun> rerun) {
    List<Map<String, Object>> attempts = rows(spark, "trials", id, run, col("attempt"));
    Map<String, Object> last = attempts.get(attempts.size() - 1);
    List<Map<String, Object>> layers = rows(spark, "layers", id, run, col("layer"));
    int end = layers.stream().mapToInt(row -> (Integer) row.get("epoch")).max().orElse(0);
    return new ShownTrial(
        attempts,
        rows(spark, "epochs", id, run, col("epoch")),
        layers.stream().filter(row -> row.get("epoch").equals(end)).toList(),
        rerun.apply(
            new Rerun.TrainedTrial(
                id,
                run,
                text(last, "config"),
                text(last, "series_id"),
                text(last, "data_sha256"))));
  }

  private static List<Map<String, Object>> rows(
      SparkSession spark, String view, String id, String run, Column order) {
    if (!spark.catalog().tableExists(view)) {
      return List.of();
    }
    return spark
        .table(view)
        .where(col("trial_id").equalTo(id).and(col("run").equalTo(run)))
        .orderBy(order)
        .collectAsList()
        .stream()
        .map(ShowCommand::byName)
        .toList();
  }

  private Map<String, Object> last() {
    return attempts.get(attempts.size() - 1);
  }

  private static String text(Map<String, Object> row, String column) {
    Object value = row.get(column);
    return value == null
        ? "-"
        : value instanceof Timestamp time ? time.toInstant().toString() : value.toString();
  }

  static String number(Map<String, Object> row, String column) {
    return row.get(column) == null ? "-" : RowPrinter.rounded(row.get(column));
  }

  /** As {@code --json} prints it. */
  Map<String, Object> document() {
    Map<String, Object> document = Documents.of("show");
    document.put("trial", plain(last()));
    document.put(
        "earlier_attempts",
        attempts.subList(0, attempts.size() - 1).stream().map(ShownTrial::plain).toList());
    document.put("epochs", epochs.stream().map(ShownTrial::plain).toList());
    document.put("layers", layers.stream().map(ShownTrial::plain).toList());
    document.put("rerun", rerun.arguments());
    document.put("rerun_notes", rerun.notes());
    return document;
  }

  private static Map<String, Object> plain(Map<String, Object> row) {
    Map<String, Object> plain = new LinkedHashMap<>(row);
    plain.replaceAll(
        (column, value) ->
            value instanceof Timestamp
                ? text(row, column)
                : value != null && (column.equals("config") || column.equals("settings"))
                    ? ConfigFactory.parseString(value.toString()).root().unwrapped()
                    : value);
    return plain;
  }

  /** Prints it for people. */
  void print(PrintWriter out, Sparkline drawing) {
    Map<String, Object> trial = last();
    line(out, "trial", text(trial, "trial_id") + " of run " + text(trial, "run"));
    line(
        out,
        "",
        String.format(
            "%s, protocol %s, %s, lookback %s, %s, seed %s",
            text(trial, "dataset"),
            text(trial, "protocol"),
            text(trial, "architecture"),
            text(trial, "lookback"),
            text(trial, "regulariser"),
            text(trial, "seed")));
    line(
        out,
        "status",
        String.format(
            "%s at attempt %s, %s",
            text(trial, "status"), text(trial, "attempt"), text(trial, "finished_at")));
    for (Map<String, Object> attempt : attempts) {
      if (attempt.get("error") != null) {
        line(
            out,
            "error",
            String.format(
                "attempt %s: %s: %s",
                text(attempt, "attempt"), text(attempt, "error"), text(attempt, "error_message")));
      }
    }
    if (trial.get("mae") != null) {
      scores(out, trial);
    }
    settings(out, trial);
    provenance(out, trial);
    if (!epochs.isEmpty()) {
      out.println();
      TrainingCurve.print(out, drawing, epochs);
    }
    if (!layers.isEmpty()) {
      out.println();
      table(out, layers, "layer", "total", "pruned", "sparsity");
    }
    out.println();
    rerun.notes().forEach(note -> line(out, "note", note));
    new LabelledLines(out).printWhole("rerun", rerun.line());
    out.flush();
  }

  private static void scores(PrintWriter out, Map<String, Object> trial) {
    line(
        out,
        "test",
        String.format(
            "MAE %s, RMSE %s in raw units; MASE %s; MAE %s in scaled units",
            number(trial, "mae"),
            number(trial, "rmse"),
            number(trial, "mase"),
            number(trial, "mae_scaled")));
    line(out, "", "the naive forecast has MAE " + number(trial, "naive_mae"));
    line(
        out,
        "",
        String.format(
            "%s windows, with the weights of epoch %s of %s; epoch %s had the lowest validation loss of all, and MAE %s",
            text(trial, "test_windows"),
            text(trial, "restored_epoch"),
            text(trial, "epochs_run"),
            text(trial, "best_epoch"),
            number(trial, "mae_best_epoch")));
    line(
        out,
        "weights",
        String.format(
            "%s of %s are not zero; sparsity: %s planned, %s achieved; bytes: %s dense, %s CSR",
            text(trial, "nonzeros"),
            text(trial, "parameters"),
            number(trial, "planned_sparsity"),
            number(trial, "achieved_sparsity"),
            text(trial, "bytes_dense"),
            text(trial, "bytes_csr")));
  }

  private static void settings(PrintWriter out, Map<String, Object> trial) {
    ConfigRenderOptions brief = ConfigRenderOptions.concise().setJson(false).setFormatted(false);
    for (String part : List.of("training", "pruning")) {
      line(
          out,
          part,
          ConfigFactory.parseString(text(trial, "config"))
              .getObject(part)
              .render(brief)
              .replace(",", ", "));
    }
  }

  private static void provenance(PrintWriter out, Map<String, Object> trial) {
    line(
        out,
        "time",
        String.format(
            "training %s s, evaluation %s s",
            number(trial, "seconds_train"), number(trial, "seconds_eval")));
    line(
        out,
        "where",
        String.format(
            "%s on %s, threads: %s%s",
            text(trial, "device"),
            text(trial, "host"),
            text(trial, "threads"),
            trial.get("gpu_address") == null ? "" : ", GPU " + text(trial, "gpu_address")));
    line(
        out,
        "with",
        String.format(
            "synprune %s (%s)", text(trial, "program_version"), text(trial, "git_commit")));
    line(
        out,
        "",
        String.format(
            "DJL %s, %s, Spark %s, Java %s",
            text(trial, "djl_version"),
            text(trial, "engine_version"),
            text(trial, "spark_version"),
            text(trial, "java_version")));
    line(out, "engine", text(trial, "engine_flags"));
    line(out, "series", text(trial, "series_id"));
    line(out, "raw file", "SHA-256 " + text(trial, "data_sha256"));
  }

  static void table(PrintWriter out, List<Map<String, Object>> rows, String... columns) {
    List<TextTable.Column> shown = new ArrayList<>();
    for (String column : columns) {
      boolean name = rows.get(0).get(column) instanceof String;
      shown.add(new TextTable.Column(column, name ? Align.LEFT : Align.RIGHT));
    }
    TextTable table = new TextTable(2, shown);
    for (Map<String, Object> row : rows) {
      table.add(List.of(columns).stream().map(column -> number(row, column)).toList());
    }
    out.print(table.render());
  }

  private static void line(PrintWriter out, String label, String text) {
    new LabelledLines(out).print(label, text);
  }
}
