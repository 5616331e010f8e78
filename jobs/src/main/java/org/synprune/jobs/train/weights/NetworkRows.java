package org.synprune.jobs.train.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** Makes the matrix of a stack's weights, of which each network has one row. */
public final class NetworkRows {

  private NetworkRows() {}

  /**
   * Copies the rows of some networks.
   *
   * @param manager owns the result
   * @param matrix {@code [networks, parameters]}
   * @param chosen numbers of the rows, in their new order
   * @return a matrix of those rows
   */
  public static NDArray copy(NDManager manager, NDArray matrix, int[] chosen) {
    NDList rows = new NDList();
    for (int row : chosen) {
      rows.add(matrix.get(row));
    }
    try (rows) {
      return stack(manager, rows);
    }
  }

  /**
   * Copies vectors into a matrix.
   *
   * @param manager owns the result
   * @param rows vectors, {@code [parameters]}
   * @return {@code [networks, parameters]}
   */
  public static NDArray stack(NDManager manager, List<NDArray> rows) {
    NDArray matrix = NDArrays.stack(new NDList(rows));
    matrix.attach(manager);
    return matrix;
  }
}
