package org.synprune.jobs.inference;

import java.util.Arrays;

/** A float32 matrix in compressed sparse rows. */
final class CsrMatrix {

  private final int rows;
  private final int columns;
  private final int[] starts;
  private final int[] columnOf;
  private final float[] values;

  private CsrMatrix(int rows, int columns, int[] starts, int[] columnOf, float[] values) {
    this.rows = rows;
    this.columns = columns;
    this.starts = starts;
    this.columnOf = columnOf;
    this.values = values;
  }

  /**
   * Compresses a matrix.
   *
   * @param dense its values, row-major
   * @param rows number of rows
   * @param columns number of columns
   * @return the values that aren't 0
   */
  static CsrMatrix of(float[] dense, int rows, int columns) {
    if (dense.length != rows * columns) {
      throw new IllegalArgumentException(
          dense.length + " values, expected " + rows + " x " + columns);
    }
    int[] starts = new int[rows + 1];
    int[] columnOf = new int[dense.length];
    float[] values = new float[dense.length];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        float value = dense[row * columns + column];
        if (value != 0) {
          columnOf[count] = column;
          values[count++] = value;
        }
      }
      starts[row + 1] = count;
    }
    return new CsrMatrix(
        rows, columns, starts, Arrays.copyOf(columnOf, count), Arrays.copyOf(values, count));
  }

  /** Number of values that aren't 0. */
  int nonzeros() {
    return values.length;
  }

  /**
   * Multiplies this matrix by a block of vectors.
   *
   * @param x {@code [columns, width]}, row-major: a vector is a column
   * @param width number of vectors
   * @param y {@code [rows, width]}, row-major; overwritten
   */
  void multiply(float[] x, int width, float[] y) {
    if (x.length < columns * width || y.length < rows * width) {
      throw new IllegalArgumentException("the blocks are too small for " + width + " vectors");
    }
    for (int row = 0; row < rows; row++) {
      int to = row * width;
      Arrays.fill(y, to, to + width, 0);
      int k = starts[row];
      int end = starts[row + 1];
      // Four at a time: the result is read and written once for four products.
      for (; k + 4 <= end; k += 4) {
        addFour(x, k, width, y, to);
      }
      for (; k < end; k++) {
        add(values[k], x, columnOf[k] * width, width, y, to);
      }
    }
  }

  private void addFour(float[] x, int k, int width, float[] y, int to) {
    float a = values[k];
    float b = values[k + 1];
    float c = values[k + 2];
    float d = values[k + 3];
    int fromA = columnOf[k] * width;
    int fromB = columnOf[k + 1] * width;
    int fromC = columnOf[k + 2] * width;
    int fromD = columnOf[k + 3] * width;
    for (int i = 0; i < width; i++) {
      y[to + i] += a * x[fromA + i] + b * x[fromB + i] + c * x[fromC + i] + d * x[fromD + i];
    }
  }

  private static void add(float value, float[] x, int from, int width, float[] y, int to) {
    for (int i = 0; i < width; i++) {
      y[to + i] += value * x[from + i];
    }
  }
}
