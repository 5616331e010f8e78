package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Algorithm 3 by operations of the engine, for the weights of many models at once: each is a row of
 * a matrix, of which all operations are made by rows.
 */
final class JointUpdate {

  private JointUpdate() {}

  /**
   * What sessions that are updated together have in common.
   *
   * @param rule how they count
   * @param layers paths and shapes of their layers, in order
   * @param device where their weights are
   */
  record Kind(CountRule rule, List<Map.Entry<String, Shape>> layers, Device device) {

    Kind {
      layers = List.copyOf(layers);
    }
  }

  /**
   * The weights of a session.
   *
   * @param layers with all weights in one array
   * @param wanted how many more of them to prune; 0 if none
   */
  record Row(MaskedWeights layers, long wanted) {

    /** The place of the threshold among all weights, from 1; pruned weights come first. */
    long rank() {
      return layers.pruned() + wanted;
    }
  }

  /**
   * Changes the masks and counts.
   *
   * @param rows sessions of one kind, all of which want some
   * @return why a session's masks are as they were; null for those whose masks are new
   */
  static List<@Nullable IllegalArgumentException> prune(List<Row> rows, CountRule rule) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray scores = stack(rows, row -> row.layers().weights().get(0)).abs();
      NDArray before = stack(rows, row -> row.layers().mask());
      NDArray after = before.mul(kept(scores, before, rows, rule).toType(DataType.FLOAT32, false));
      // The only copy: sums that are no number where a weight is none, and what is left of layers.
      NDList sums = new NDList(scores.sum(new int[] {1}));
      for (MaskedLayer layer : rows.get(0).layers().list()) {
        sums.add(after.get(new NDIndex(":, {}:{}", layer.begin, layer.end)).sum(new int[] {1}));
      }
      float[] known = NDArrays.stack(sums).toFloatArray();
      List<@Nullable IllegalArgumentException> refusals = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        MaskedWeights layers = rows.get(i).layers();
        refusals.add(Float.isNaN(known[i]) ? refusal(layers, scores.get(i)) : null);
        if (refusals.get(i) == null) {
          layers.mask().muli(after.get(i));
          int row = i;
          layers.setActive(
              IntStream.range(1, sums.size())
                  .mapToLong(layer -> Math.round((double) known[layer * rows.size() + row]))
                  .toArray());
        }
      }
      return refusals;
    }
  }

  private static IllegalArgumentException refusal(MaskedWeights layers, NDArray scores) {
    try {
      layers.requireNumbers(scores);
    } catch (IllegalArgumentException e) {
      return e;
    }
    throw new IllegalStateException("a sum is no number, but none of its parts");
  }

  private static NDArray stack(List<Row> rows, Function<Row, NDArray> vector) {
    return NDArrays.stack(new NDList(rows.stream().map(vector).toList()));
  }

  /** Returns booleans, false for pruned and newly pruned weights. */
  private static NDArray kept(NDArray scores, NDArray masks, List<Row> rows, CountRule rule) {
    NDManager manager = scores.getManager();
    NDArray lowest = DeviceSelection.number(manager, Float.NEGATIVE_INFINITY);
    NDArray ranked = NDArrays.where(masks.gt(DeviceSelection.number(manager, 0)), scores, lowest);
    NDArray sorted = ranked.sort(1);
    NDList thresholds = new NDList();
    for (int i = 0; i < rows.size(); i++) {
      thresholds.add(sorted.get(new NDIndex("{}, {}", i, rows.get(i).rank() - 1)));
    }
    NDArray threshold = NDArrays.stack(thresholds).reshape(rows.size(), 1);
    if (rule == CountRule.THRESHOLD) {
      return ranked.gte(threshold);
    }
    NDArray ties = ranked.eq(threshold);
    NDArray below = ranked.lt(threshold).toType(DataType.INT64, false).sum(new int[] {1}, true);
    long[] ranks = rows.stream().mapToLong(Row::rank).toArray();
    NDArray fromTies = manager.create(ranks, new Shape(rows.size(), 1)).sub(below);
    NDArray surviving = ties.toType(DataType.INT64, false).cumSum(1).gt(fromTies);
    return ranked.gt(threshold).logicalOr(ties.logicalAnd(surviving));
  }
}
