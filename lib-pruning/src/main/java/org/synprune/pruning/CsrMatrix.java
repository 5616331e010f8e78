package org.synprune.pruning;

import java.util.BitSet;

/**
 * A float32 matrix in compressed sparse row (CSR) format: the values row by row, the column of each
 * value, and the start of each row. Immutable. Other libraries take the same three arrays, for
 * example SciPy's {@code csr_matrix((values, columnIndices, rowStarts))}.
 */
public final class CsrMatrix {

  private final int rows;
  private final int columns;
  private final int[] rowStarts;
  private final int[] columnIndices;
  private final float[] values;

  /** Stores the values of the positions that aren't pruned, row-major; the array isn't copied. */
  CsrMatrix(int rows, int columns, BitSet pruned, float[] values) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
    this.rowStarts = new int[rows + 1];
    this.columnIndices = new int[values.length];
    int size = rows * columns;
    int count = 0;
    for (int i = pruned.nextClearBit(0); i < size; i = pruned.nextClearBit(i + 1)) {
      columnIndices[count++] = i % columns;
      rowStarts[i / columns + 1] = count;
    }
    // An empty row starts where the row before it ended.
    for (int row = 1; row <= rows; row++) {
      rowStarts[row] = Math.max(rowStarts[row], rowStarts[row - 1]);
    }
  }

  /**
   * Returns the number of rows.
   *
   * @return a weight's first dimension; 1 for a vector
   */
  public int rows() {
    return rows;
  }

  /**
   * Returns the number of columns.
   *
   * @return the product of a weight's other dimensions
   */
  public int columns() {
    return columns;
  }

  /**
   * Returns the start of each row among the values.
   *
   * @return a copy of length {@code rows + 1}; the last element is the number of values
   */
  public int[] rowStarts() {
    return rowStarts.clone();
  }

  /**
   * Returns the columns of the values.
   *
   * @return a copy, ascending within a row
   */
  public int[] columnIndices() {
    return columnIndices.clone();
  }

  /**
   * Returns the values.
   *
   * @return a copy, row by row
   */
  public float[] values() {
    return values.clone();
  }

  /**
   * Returns the dense matrix.
   *
   * @return a new array of {@code rows * columns}, row-major
   */
  public float[] toDense() {
    float[] dense = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int k = rowStarts[row]; k < rowStarts[row + 1]; k++) {
        dense[row * columns + columnIndices[k]] = values[k];
      }
    }
    return dense;
  }

  /**
   * Multiplies this matrix by vectors: {@code y = A x}. Allocates nothing.
   *
   * @param x shape {@code (columns, width)}, row-major: each vector is a column
   * @param width the number of vectors, 1 or more
   * @param y shape {@code (rows, width)}, row-major; overwritten
   * @throws IllegalArgumentException if an array has another size; {@code y} is then unchanged
   */
  public void multiply(float[] x, int width, float[] y) {
    if (width < 1 || x.length != (long) columns * width || y.length != (long) rows * width) {
      throw new IllegalArgumentException(
          "A matrix of "
              + rows
              + " x "
              + columns
              + " can't take "
              + x.length
              + " numbers to "
              + y.length
              + " as "
              + width
              + " vectors.");
    }
    int column = 0;
    for (; column + 8 <= width; column += 8) {
      multiplyEight(x, width, column, y);
    }
    for (; column < width; column++) {
      multiplyOne(x, width, column, y);
    }
  }

  /** Eight sums in registers: none waits for another, and the result is written once. */
  private void multiplyEight(float[] x, int width, int column, float[] y) {
    for (int row = 0; row < rows; row++) {
      float sum0 = 0;
      float sum1 = 0;
      float sum2 = 0;
      float sum3 = 0;
      float sum4 = 0;
      float sum5 = 0;
      float sum6 = 0;
      float sum7 = 0;
      for (int k = rowStarts[row]; k < rowStarts[row + 1]; k++) {
        float value = values[k];
        int from = columnIndices[k] * width + column;
        sum0 += value * x[from];
        sum1 += value * x[from + 1];
        sum2 += value * x[from + 2];
        sum3 += value * x[from + 3];
        sum4 += value * x[from + 4];
        sum5 += value * x[from + 5];
        sum6 += value * x[from + 6];
        sum7 += value * x[from + 7];
      }
      int to = row * width + column;
      y[to] = sum0;
      y[to + 1] = sum1;
      y[to + 2] = sum2;
      y[to + 3] = sum3;
      y[to + 4] = sum4;
      y[to + 5] = sum5;
      y[to + 6] = sum6;
      y[to + 7] = sum7;
    }
  }

  /** Four sums of a fourth of the row each, for the same reason. */
  private void multiplyOne(float[] x, int width, int column, float[] y) {
    for (int row = 0; row < rows; row++) {
      int k = rowStarts[row];
      int end = rowStarts[row + 1];
      float sum0 = 0;
      float sum1 = 0;
      float sum2 = 0;
      float sum3 = 0;
      for (; k + 4 <= end; k += 4) {
        sum0 += values[k] * x[columnIndices[k] * width + column];
        sum1 += values[k + 1] * x[columnIndices[k + 1] * width + column];
        sum2 += values[k + 2] * x[columnIndices[k + 2] * width + column];
        sum3 += values[k + 3] * x[columnIndices[k + 3] * width + column];
      }
      for (; k < end; k++) {
        sum0 += values[k] * x[columnIndices[k] * width + column];
      }
      y[row * width + column] = sum0 + sum1 + (sum2 + sum3);
    }
  }

  /** Returns the shape and the number of values. */
  @Override
  public String toString() {
    return "CsrMatrix[" + rows + " x " + columns + ", " + values.length + " values]";
  }
}
