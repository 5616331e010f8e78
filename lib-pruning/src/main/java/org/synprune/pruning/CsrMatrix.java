package org.synprune.pruning;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A float32 matrix in compressed sparse rows: the values of each row one after another, the column
 * of each value, and where each row begins. Immutable. Any library that knows CSR takes the three
 * arrays, say SciPy's {@code csr_matrix((values, columnIndices, rowStarts))}.
 */
public final class CsrMatrix {

  private final int rows;
  private final int columns;
  private final int[] rowStarts;
  private final int[] columnIndices;
  private final float[] values;

  /** Takes a matrix over whose weights at the clear bits are stored, row-major. */
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
    // A row without a value begins where the one before it ended.
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
   * Returns where the rows begin among the values.
   *
   * @return a copy, {@code rows + 1} long; the last is the number of values
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
   * Returns the matrix with its zeros.
   *
   * @return a fresh array of {@code rows * columns}, row-major
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
   * @throws IllegalArgumentException if an array has another size; {@code y} is then as it was
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
    if (width == 1) {
      multiplyOne(x, y);
      return;
    }
    Arrays.fill(y, 0);
    for (int row = 0; row < rows; row++) {
      int to = row * width;
      int k = rowStarts[row];
      int end = rowStarts[row + 1];
      // Four at a time: the result is read and written once for four products.
      for (; k + 4 <= end; k += 4) {
        addFour(x, k, width, y, to);
      }
      for (; k < end; k++) {
        addOne(x, k, width, y, to);
      }
    }
  }

  private void addFour(float[] x, int k, int width, float[] y, int to) {
    float a = values[k];
    float b = values[k + 1];
    float c = values[k + 2];
    float d = values[k + 3];
    int fromA = columnIndices[k] * width;
    int fromB = columnIndices[k + 1] * width;
    int fromC = columnIndices[k + 2] * width;
    int fromD = columnIndices[k + 3] * width;
    for (int i = 0; i < width; i++) {
      y[to + i] += a * x[fromA + i] + b * x[fromB + i] + c * x[fromC + i] + d * x[fromD + i];
    }
  }

  private void addOne(float[] x, int k, int width, float[] y, int to) {
    float value = values[k];
    int from = columnIndices[k] * width;
    for (int i = 0; i < width; i++) {
      y[to + i] += value * x[from + i];
    }
  }

  private void multiplyOne(float[] x, float[] y) {
    for (int row = 0; row < rows; row++) {
      float sum = 0;
      for (int k = rowStarts[row]; k < rowStarts[row + 1]; k++) {
        sum += values[k] * x[columnIndices[k]];
      }
      y[row] = sum;
    }
  }

  /** Returns the shape and the number of values. */
  @Override
  public String toString() {
    return "CsrMatrix[" + rows + " x " + columns + ", " + values.length + " values]";
  }
}
