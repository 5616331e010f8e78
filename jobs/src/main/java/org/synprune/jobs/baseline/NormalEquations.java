package org.synprune.jobs.baseline;

import java.util.Arrays;

/**
 * Means and mean products of the values of windows and their labels, about the means; solved by
 * Cholesky's decomposition, for each step of the horizon alike. A penalty above 0 makes them
 * definite whatever the values are.
 */
final class NormalEquations {

  /** Windows whose products are added at once: each sum is loaded and stored once for them. */
  private static final int AT_ONCE = 4;

  private final double[] means;

  /** Of each step. */
  private final double[] labelMeans;

  /** Rows of the upper triangle, {@code [i][j - i]}. */
  private final double[][] products;

  /** Mean products with the labels, {@code [steps][values]}. */
  private final double[][] withLabels;

  private NormalEquations(
      double[] means, double[] labelMeans, double[][] products, double[][] withLabels) {
    this.means = means;
    this.labelMeans = labelMeans;
    this.products = products;
    this.withLabels = withLabels;
  }

  /**
   * Adds windows up.
   *
   * @param columns the values of a window
   * @param targets first target rows of the windows
   * @param horizon steps that are forecast from each
   */
  static NormalEquations of(WindowColumns columns, int[] targets, int horizon) {
    int count = columns.count();
    double[] means = new double[count];
    double[] labelMeans = new double[horizon];
    double[] values = new double[count];
    for (int t : targets) {
      columns.take(t, values);
      for (int i = 0; i < count; i++) {
        means[i] += values[i] / targets.length;
      }
      for (int step = 0; step < horizon; step++) {
        labelMeans[step] += columns.label(t, step) / targets.length;
      }
    }
    NormalEquations sums =
        new NormalEquations(means, labelMeans, triangle(count), new double[horizon][count]);
    double[][] block = new double[AT_ONCE][count];
    double[][] labels = new double[horizon][AT_ONCE];
    for (int from = 0; from < targets.length; from += AT_ONCE) {
      for (int i = 0; i < AT_ONCE; i++) {
        if (from + i < targets.length) {
          sums.take(columns, targets[from + i], block[i]);
          for (int step = 0; step < horizon; step++) {
            labels[step][i] = columns.label(targets[from + i], step) - labelMeans[step];
          }
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

  private void add(double[][] block, double[][] labels) {
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
      for (int step = 0; step < labels.length; step++) {
        double[] label = labels[step];
        withLabels[step][i] += ofA * label[0] + ofB * label[1] + (ofC * label[2] + ofD * label[3]);
      }
    }
  }

  private void divide(int windows) {
    for (int i = 0; i < means.length; i++) {
      for (double[] ofStep : withLabels) {
        ofStep[i] /= windows;
      }
      for (int j = 0; j < products[i].length; j++) {
        products[i][j] /= windows;
      }
    }
  }

  /**
   * Solves.
   *
   * @param penalty added to each column's mean square
   * @return coefficients, {@code [steps][values]}; not numbers if a value is none
   */
  double[][] solve(double penalty) {
    double[][] factor = new double[means.length][];
    Arrays.setAll(factor, i -> products[i].clone());
    for (double[] row : factor) {
      row[0] += penalty;
    }
    double[][] solutions = new double[withLabels.length][];
    Arrays.setAll(solutions, step -> withLabels[step].clone());
    // Column by column, and forwards through the right sides at once.
    for (int k = 0; k < factor.length; k++) {
      double[] row = factor[k];
      double root = Math.sqrt(row[0]);
      for (int j = 0; j < row.length; j++) {
        row[j] /= root;
      }
      for (double[] solution : solutions) {
        solution[k] /= root;
      }
      for (int i = 1; i < row.length; i++) {
        double[] below = factor[k + i];
        double share = row[i];
        for (int j = 0; j < below.length; j++) {
          below[j] -= share * row[i + j];
        }
        for (double[] solution : solutions) {
          solution[k + i] -= share * solution[k];
        }
      }
    }
    for (double[] solution : solutions) {
      backwards(factor, solution);
    }
    return solutions;
  }

  private static void backwards(double[][] factor, double[] solution) {
    for (int k = factor.length - 1; k >= 0; k--) {
      double[] row = factor[k];
      for (int j = 1; j < row.length; j++) {
        solution[k] -= row[j] * solution[k + j];
      }
      solution[k] /= row[0];
    }
  }

  /** The intercept that goes with a step's coefficients. */
  double intercept(int step, double[] coefficients) {
    double intercept = labelMeans[step];
    for (int i = 0; i < coefficients.length; i++) {
      intercept -= coefficients[i] * means[i];
    }
    return intercept;
  }
}
