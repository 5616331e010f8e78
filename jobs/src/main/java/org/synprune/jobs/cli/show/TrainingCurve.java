package org.synprune.jobs.cli.show;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.synprune.jobs.report.Sparkline;

/** How a trial was trained, epoch by epoch. */
final class TrainingCurve {

  /** Points of a drawn curve. */
  private static final int MOST_POINTS = 32;

  private TrainingCurve() {}

  /**
   * Prints a table of the epochs, and three curves.
   *
   * @param out where to
   * @param drawing the characters to draw with
   * @param epochs rows of {@code epochs}, in order; at least one
   */
  static void print(PrintWriter out, Sparkline drawing, List<Map<String, Object>> epochs) {
    ShownTrial.table(
        out,
        epochs,
        "epoch",
        "train_loss",
        "validation_loss",
        "validation_mae",
        "sparsity",
        "seconds");
    out.println();
    drawn(out, drawing, epochs, "train_loss", ", log", Math::log);
    drawn(out, drawing, epochs, "validation_loss", ", log", Math::log);
    drawn(out, drawing, epochs, "sparsity", "", DoubleUnaryOperator.identity());
  }

  private static void drawn(
      PrintWriter out,
      Sparkline drawing,
      List<Map<String, Object>> epochs,
      String column,
      String scale,
      DoubleUnaryOperator height) {
    double[] values =
        epochs.stream()
            .mapToDouble(row -> row.get(column) instanceof Double value ? value : Double.NaN)
            .map(height)
            .toArray();
    out.printf(
        "%-20s  %s  %s to %s%n",
        column + scale,
        drawing.of(averaged(values)),
        ShownTrial.number(epochs.get(0), column),
        ShownTrial.number(epochs.get(epochs.size() - 1), column));
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
}
