package org.synprune.jobs.baseline;

import java.util.Arrays;

/**
 * Means and mean products of the values of windows and their labels, about the means; solved by
 * Cholesky's decomposition. A penalty above 0 makes them definite whatever the values are.
 */
final class NormalEquations {

  /** Windows whose products are added at once: each sum is loaded and stored once for them. */
  private static final int AT_ONCE = 4;

  private final double[] means;
  private final double labelMean;

  /** Rows of the upper triangle, {@code [i][j - i]}. */
  private final double[][] products;

  private final double[] withLabel;

  private NormalEquations(
      double[] means, double labelMean, double[][] products, double[] withLabel) {
    this.means = means;
    this.labelMean = labelMean;
    this.products = products;
    this.withLabel = withLabel;
  }

  /**
   * Adds windows up.
   *
   * @param columns the values of a window
   * @param targets target rows of the windows
   */
  static NormalEquations of(WindowColumns columns, int[] targets) {
    int count = columns.count();
    double[] means = new double[count];
    double labelMean = 0;
    double[] values = new double[count];
    for (int t : targets) {
      columns.take(t, values);
      for (int i = 0; i < count; i++) {
        means[i] += values[i] / targets.length;
      }
      labelMean += columns.label(t) / targets.length;
    }
    NormalEquations sums =
        new NormalEquations(means, labelMean, triangle(count), new double[count]);
    double[][] block = new double[AT_ONCE][count];
    double[] labels = new double[AT_ONCE];
    for (int from = 0; from < targets.length; from += AT_ONCE) {
      for (int i = 0; i < AT_ONCE; i++) {
        if (from + i < targets.length) {
          sums.take(columns, targets[from + i], block[i]);
          labels[i] = columns.label(targets[from + i]) - labelMean;
        } else {
          Arrays.fill(block[i], 0);
        }
      }
      sums.add(block, labels);
    }
    sums.divide(targets.length);
    return sums;
  }

  private static double[][] triangle(int count) {
    double[][] rows = new double[count][];
    Arrays.setAll(rows, i -> new double[count - i]);
    return rows;
  }

  private void take(WindowColumns columns, int target, double[] values) {
    columns.take(target, values);
    for (int i = 0; i < values.length; i++) {
      values[i] -= means[i];
    }
  }

  private void add(double[][] block, double[] labels) {
    double[] a = block[0];
    double[] b = block[1];
    double[] c = block[2];
    double[] d = block[3];
    for (int i = 0; i < means.length; i++) {
      double[] row = products[i];
      double ofA = a[i];
      double ofB = b[i];
      double ofC = c[i];
      double ofD = d[i];
      for (int j = 0; j < row.length; j++) {
        row[j] += ofA * a[i + j] + ofB * b[i + j] + (ofC * c[i + j] + ofD * d[i + j]);
      }
      withLabel[i] += ofA * labels[0] + ofB * labels[1] + (ofC * labels[2] + ofD * labels[3]);
    }
  }

  private void divide(int windows) {
    for (int i = 0; i < means.length; i++) {
      withLabel[i] /= windows;
      for (int j = 0; j < products[i].length; j++) {
        products[i][j] /= windows;
      }
    }
  }

  /**
   * Solves.
   *
   * @param penalty added to each column's mean square
   * @return coefficients; not numbers if a value is none
   */
  double[] solve(double penalty) {
    double[][] factor = new double[means.length][];
    Arrays.setAll(factor, i -> products[i].clone());
    for (double[] row : factor) {
      row[0] += penalty;
    }
    double[] solution = withLabel.clone();
    // Column by column, and forwards through the right side at once.
    for (int k = 0; k < factor.length; k++) {
      double[] row = factor[k];
      double root = Math.sqrt(row[0]);
      for (int j = 0; j < row.length; j++) {
        row[j] /= root;
      }
      solution[k] /= root;
      for (int i = 1; i < row.length; i++) {
        double[] below = factor[k + i];
        double share = row[i];
        for (int j = 0; j < below.length; j++) {
          below[j] -= share * row[i + j];
        }
        solution[k + i] -= share * solution[k];
      }
    }
    for (int k = factor.length - 1; k >= 0; k--) {
      double[] row = factor[k];
      for (int j = 1; j < row.length; j++) {
        solution[k] -= row[j] * solution[k + j];
      }
      solution[k] /= row[0];
    }
    return solution;
  }

  /** The intercept that goes with coefficients. */
  double intercept(double[] coefficients) {
    double intercept = labelMean;
    for (int i = 0; i < coefficients.length; i++) {
      intercept -= coefficients[i] * means[i];
    }
    return intercept;
  }
}
