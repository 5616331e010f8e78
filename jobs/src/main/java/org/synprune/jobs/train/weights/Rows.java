package org.synprune.jobs.train.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** Rows of matrices: a network of a stack is one. */
public final class Rows {

  private Rows() {}

  /** Copies rows, in the order given, into a new matrix. */
  public static NDArray of(NDManager manager, NDArray matrix, int[] chosen) {
    NDList rows = new NDList();
    for (int row : chosen) {
      rows.add(matrix.get(row));
    }
    try (rows) {
      return stack(manager, rows);
    }
  }

  /** Makes a matrix of copies of vectors. */
  public static NDArray stack(NDManager manager, List<NDArray> rows) {
    NDArray matrix = NDArrays.stack(new NDList(rows));
    matrix.attach(manager);
    return matrix;
  }
}
