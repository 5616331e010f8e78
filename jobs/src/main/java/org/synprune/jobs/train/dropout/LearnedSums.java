package org.synprune.jobs.train.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What networks that learn their dropout need to know of a step, summed on the device that has it,
 * over all places, and fetched at once.
 */
final class LearnedSums {

  /** Of a network: sums over slopes of its loss at the factors drawn, and over weights. */
  record OfNetwork(double slopes, double slopesByFactors, double slopesBySquares, double weights) {}

  private final NDManager parent;
  private @Nullable NDManager manager;
  private @Nullable NDArray sums;

  /**
   * Begins with nothing.
   *
   * @param parent of what is kept during a step
   */
  LearnedSums(NDManager parent) {
    this.parent = parent;
  }

  /**
   * Adds a place.
   *
   * @param factors as drawn, {@code [networks, ...]}
   * @param slopes of the losses at them, same shape
   */
  void add(NDArray factors, NDArray slopes) {
    NDManager own = manager == null ? parent.newSubManager() : manager;
    manager = own;
    try (NDManager scope = own.newSubManager()) {
      long networks = factors.getShape().get(0);
      NDArray each = factors.reshape(networks, -1).toType(DataType.FLOAT64, true);
      NDArray slope = slopes.reshape(networks, -1).toType(DataType.FLOAT64, true);
      each.attach(scope);
      slope.attach(scope);
      NDArray byFactors = slope.mul(each);
      NDArray place =
          NDArrays.stack(new NDList(sum(slope), sum(byFactors), sum(byFactors.mul(each))));
      if (sums == null) {
        place.attach(own);
        sums = place;
      } else {
        sums.addi(place);
      }
    }
  }

  private static NDArray sum(NDArray rows) {
    return rows.sum(new int[] {1});
  }

  /**
   * Fetches the sums of this step, and forgets them.
   *
   * @param rows weights, {@code [networks, parameters]}
   * @param readers ranges of those whose squares are summed
   * @return one record a network
   */
  OfNetwork[] take(NDArray rows, List<NDIndex> readers) {
    NDArray places = sums;
    NDManager own = manager;
    if (places == null || own == null) {
      throw new IllegalStateException("no factors were drawn in this step");
    }
    try (own) {
      NDArray weights = null;
      for (NDIndex reader : readers) {
        NDArray squares = rows.get(own, reader).toType(DataType.FLOAT64, true).square();
        weights = weights == null ? sum(squares) : weights.addi(sum(squares));
      }
      NDArray all = places.concat(Objects.requireNonNull(weights).expandDims(0), 0);
      int networks = Math.toIntExact(rows.getShape().get(0));
      double[] fetched = all.toDoubleArray();
      OfNetwork[] each = new OfNetwork[networks];
      for (int i = 0; i < networks; i++) {
        each[i] =
            new OfNetwork(
                fetched[i],
                fetched[networks + i],
                fetched[2 * networks + i],
                fetched[3 * networks + i]);
      }
      return each;
    } finally {
      manager = null;
      sums = null;
    }
  }
}
