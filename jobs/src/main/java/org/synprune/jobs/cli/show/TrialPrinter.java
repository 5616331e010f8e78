package org.synprune.jobs.cli.show;

import static org.synprune.jobs.cli.show.ShownTrial.text;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.synprune.jobs.cli.console.LabelledLines;
import org.synprune.jobs.cli.console.RowPrinter;
import org.synprune.jobs.report.Sparkline;
import org.synprune.jobs.report.TextTable;
import org.synprune.jobs.report.TextTable.Align;

/**
 * Prints a trial for people.
 *
 * @param out where it is printed
 * @param drawing how its curves are drawn
 */
record TrialPrinter(PrintWriter out, Sparkline drawing) {

  /** Points of a drawn curve. */
  private static final int MOST_POINTS = 32;

  /** Prints it for people. */
  void print(ShownTrial shown) {
    Map<String, Object> trial = shown.last();
    line("trial", text(trial, "trial_id") + " of run " + text(trial, "run"));
    line(
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
        "status",
        String.format(
            "%s at attempt %s, %s",
            text(trial, "status"), text(trial, "attempt"), text(trial, "finished_at")));
    for (Map<String, Object> attempt : shown.attempts()) {
      if (attempt.get("error") != null) {
        line(
            "error",
            String.format(
                "attempt %s: %s: %s",
                text(attempt, "attempt"), text(attempt, "error"), text(attempt, "error_message")));
      }
    }
    if (trial.get("mae") != null) {
      scores(trial);
      baselines(shown.baselines());
    }
    settings(trial);
    provenance(trial);
    if (!shown.epochs().isEmpty()) {
      out.println();
      curve(shown.epochs());
    }
    if (!shown.layers().isEmpty()) {
      out.println();
      table(shown.layers(), "layer", "total", "pruned", "sparsity");
    }
    out.println();
    shown.rerun().notes().forEach(note -> line("note", note));
    new LabelledLines(out).printWhole("rerun", shown.rerun().line());
    out.flush();
  }

  /** The naive forecast stands in the trial's row. */
  private void baselines(List<Map<String, Object>> all) {
    for (Map<String, Object> one : all) {
      String kind = text(one, "forecast");
      if (one.get("mae") != null && !kind.equals("naive")) {
        line("", "the " + kind + " forecast has MAE " + number(one, "mae"));
      }
    }
  }

  private void scores(Map<String, Object> trial) {
    line(
        "test",
        String.format(
            "MAE %s, RMSE %s in raw units; MASE %s; MAE %s in scaled units",
            number(trial, "mae"),
            number(trial, "rmse"),
            number(trial, "mase"),
            number(trial, "mae_scaled")));
    line("", "the naive forecast has MAE " + number(trial, "naive_mae"));
    line(
        "",
        String.format(
            "%s windows, with the weights of epoch %s of %s; epoch %s had the lowest validation loss of all, and MAE %s",
            text(trial, "test_windows"),
            text(trial, "restored_epoch"),
            text(trial, "epochs_run"),
            text(trial, "best_epoch"),
            number(trial, "mae_best_epoch")));
    line(
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

  private void settings(Map<String, Object> trial) {
    ConfigRenderOptions brief = ConfigRenderOptions.concise().setJson(false).setFormatted(false);
    ConfigObject config = ConfigFactory.parseString(text(trial, "config")).root();
    for (String part : List.of("architecture", "regulariser", "training", "pruning")) {
      // A built-in network or an arm without settings of its own is a name, which stands above.
      if (config.get(part) instanceof ConfigObject settings) {
        line(
            part.equals("architecture") ? "network" : part,
            settings.render(brief).replace(",", ", "));
      }
    }
  }

  private void provenance(Map<String, Object> trial) {
    line(
        "time",
        String.format(
            "training %s s, evaluation %s s",
            number(trial, "seconds_train"), number(trial, "seconds_eval")));
    line(
        "where",
        String.format(
            "%s on %s, threads: %s%s",
            text(trial, "device"),
            text(trial, "host"),
            text(trial, "threads"),
            trial.get("gpu_address") == null ? "" : ", GPU " + text(trial, "gpu_address")));
    line(
        "with",
        String.format(
            "synprune %s (%s)", text(trial, "program_version"), text(trial, "git_commit")));
    line(
        "",
        String.format(
            "DJL %s, %s, Spark %s, Java %s",
            text(trial, "djl_version"),
            text(trial, "engine_version"),
            text(trial, "spark_version"),
            text(trial, "java_version")));
    line("engine", text(trial, "engine_flags"));
    line("series", text(trial, "series_id"));
    line("raw file", "SHA-256 " + text(trial, "data_sha256"));
  }

  private void curve(List<Map<String, Object>> epochs) {
    table(
        epochs, "epoch", "train_loss", "validation_loss", "validation_mae", "sparsity", "seconds");
    out.println();
    drawn(epochs, "train_loss", ", log", Math::log);
    drawn(epochs, "validation_loss", ", log", Math::log);
    drawn(epochs, "sparsity", "", DoubleUnaryOperator.identity());
  }

  private void drawn(
      List<Map<String, Object>> epochs, String column, String scale, DoubleUnaryOperator height) {
    double[] values =
        epochs.stream()
            .mapToDouble(row -> row.get(column) instanceof Double value ? value : Double.NaN)
            .map(height)
            .toArray();
    out.printf(
        "%-20s  %s  %s to %s%n",
        column + scale,
        drawing.of(averaged(values)),
        number(epochs.get(0), column),
        number(epochs.get(epochs.size() - 1), column));
  }

  /** Neighbours averaged, so that a curve of many epochs fits on a line. */
  private static double[] averaged(double[] values) {
    int points = Math.min(MOST_POINTS, values.length);
    return IntStream.range(0, points)
        .mapToDouble(
            i ->
                Arrays.stream(values, i * values.length / points, (i + 1) * values.length / points)
                    .average()
                    .orElseThrow())
        .toArray();
  }

  private void table(List<Map<String, Object>> rows, String... columns) {
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

  private static String number(Map<String, Object> row, String column) {
    return row.get(column) == null ? "-" : RowPrinter.rounded(row.get(column));
  }

  private void line(String label, String text) {
    new LabelledLines(out).print(label, text);
  }
}
