package org.synprune.pruning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.synprune.pruning.SelectingUpdate.Change;

/**
 * Algorithm 3 by operations of the engine, for the weights of many models at once: each is a row of
 * a matrix, of which all operations are made by rows. The caller releases arrays by a scope.
 */
final class JointUpdate {

  private JointUpdate() {}

  /**
   * What sessions that are updated together have in common.
   *
   * @param regrows whether weights grow back
   * @param global whether weights of all layers compete
   * @param rule how they count
   * @param layers paths and shapes of their layers, in order
   * @param device where their weights are
   */
  record Kind(
      boolean regrows,
      boolean global,
      CountRule rule,
      List<Map.Entry<String, Shape>> layers,
      Device device) {

    Kind {
      layers = List.copyOf(layers);
    }
  }

  /**
   * A session.
   *
   * @param layers with all weights in one array
   * @param change what is to change
   */
  record Row(MaskedWeights layers, Change change) {}

  /**
   * Changes the masks and counts.
   *
   * @param rows sessions of one kind, each of which selects weights
   * @return why a session's masks are as they were; null for those whose masks are new
   */
  static List<@Nullable IllegalArgumentException> make(List<Row> rows) {
    NDArray before = stack(rows, row -> row.layers().mask());
    List<NDArray> scores = new ArrayList<>();
    scores.add(scores(rows, Change::drop));
    NDArray after =
        left(scores.get(0), before, rows, row -> row.change().drops(), false, rule(rows));
    if (rows.stream().anyMatch(row -> row.change().grow() != null)) {
      scores.add(scores(rows, Change::grow));
      NDArray one = DeviceSelection.number(before.getManager(), 1);
      NDArray candidates = before.neg().addi(one);
      NDArray left =
          left(
              scores.get(1),
              candidates,
              rows,
              row -> row.change().growths(),
              true,
              CountRule.EXACT);
      after = after.add(candidates.sub(left));
    }
    // The only copy: sums that are no number where a score is none, and what is left of layers.
    NDList sums = new NDList();
    scores.forEach(one -> sums.add(one.sum(new int[] {1})));
    for (MaskedLayer layer : rows.get(0).layers().list()) {
      sums.add(after.get(columns(layer.begin, layer.end)).sum(new int[] {1}));
    }
    float[] known = NDArrays.stack(sums).toFloatArray();
    NDArray change = after.sub(before);
    List<@Nullable IllegalArgumentException> refusals = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      refusals.add(refusal(rows, i, scores, known));
      if (refusals.get(i) == null) {
        long[] active = new long[sums.size() - scores.size()];
        for (int layer = 0; layer < active.length; layer++) {
          active[layer] = Math.round((double) known[(scores.size() + layer) * rows.size() + i]);
        }
        change(rows.get(i), change.get(i), active);
      }
    }
    return refusals;
  }

  private static CountRule rule(List<Row> rows) {
    return rows.get(0).change().rule();
  }

  private static void change(Row row, NDArray change, long[] active) {
    if (row.change().regrows()) {
      row.layers().apply(); // weights grow from 0
    }
    row.layers().mask().addi(change);
    row.layers().setActive(active);
  }

  private static @Nullable IllegalArgumentException refusal(
      List<Row> rows, int row, List<NDArray> scores, float[] known) {
    for (int i = 0; i < scores.size(); i++) {
      if (Float.isNaN(known[i * rows.size() + row])) {
        try {
          rows.get(row).layers().requireNumbers(scores.get(i).get(row));
        } catch (IllegalArgumentException e) {
          return e;
        }
      }
    }
    return null;
  }

  /**
   * Returns the scores by which weights are selected; any numbers for sessions that select none.
   */
  private static NDArray scores(List<Row> rows, Function<Change, @Nullable Ranking> ranking) {
    List<Ranking.ByChance> drawn = new ArrayList<>();
    for (Row row : rows) {
      if (ranking.apply(row.change()) instanceof Ranking.ByChance chance) {
        drawn.add(chance);
      }
    }
    if (drawn.size() < rows.size()) {
      return stack(
          rows,
          row -> {
            Ranking own = ranking.apply(row.change());
            return own == null ? row.layers().mask() : own.ascending();
          });
    }
    // All of them are drawn in main memory, and sent at once.
    float[][] numbers = drawn.stream().map(Ranking.ByChance::numbers).toArray(float[][]::new);
    return rows.get(0).layers().mask().getManager().create(numbers);
  }

  private static NDArray stack(List<Row> rows, Function<Row, NDArray> vector) {
    return NDArrays.stack(new NDList(rows.stream().map(vector).toList()));
  }

  private static NDIndex columns(long begin, long end) {
    return new NDIndex(":, {}:{}", begin, end);
  }

  /** Returns {@code from}, 1 where a weight can be selected, with 0 where it is. */
  private static NDArray left(
      NDArray scores,
      NDArray from,
      List<Row> rows,
      Function<Row, List<Selection.Request>> requests,
      boolean ofPruned,
      CountRule rule) {
    int ranges = requests.apply(rows.get(0)).size();
    long[][] ranks = new long[rows.size()][ranges];
    for (int i = 0; i < ranks.length; i++) {
      List<Selection.Request> own = requests.apply(rows.get(i));
      Arrays.setAll(ranks[i], range -> rank(own.get(range), ofPruned));
    }
    NDArray onDevice = null;
    if (rule == CountRule.EXACT) {
      long[] all = Arrays.stream(ranks).flatMapToLong(Arrays::stream).toArray();
      onDevice = scores.getManager().create(all, new Shape(rows.size(), ranges));
    }
    NDList parts = new NDList();
    for (int i = 0; i < ranges; i++) {
      int range = i;
      LayerRange layers = requests.apply(rows.get(0)).get(i).range();
      NDIndex columns = columns(layers.begin(), layers.end());
      NDArray part = from.get(columns);
      long[] own = Arrays.stream(ranks).mapToLong(all -> all[range]).toArray();
      if (Arrays.stream(own).anyMatch(rank -> rank > 0)) {
        NDArray exact = onDevice == null ? null : onDevice.get(columns(i, i + 1));
        part = part.mul(kept(scores.get(columns), part, own, exact));
      }
      parts.add(part);
    }
    return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, 1);
  }

  /**
   * Returns 1 for what isn't selected, 0 for what is.
   *
   * @param ranks the place of each session's threshold, from 1; 0 if nothing is selected
   * @param exact the same on the device, of shape (sessions, 1); null if weights that are as large
   *     as the threshold are kept
   */
  private static NDArray kept(NDArray scores, NDArray from, long[] ranks, @Nullable NDArray exact) {
    NDManager manager = scores.getManager();
    NDArray lowest = DeviceSelection.number(manager, Float.NEGATIVE_INFINITY);
    NDArray ranked = NDArrays.where(from.gt(DeviceSelection.number(manager, 0)), scores, lowest);
    NDArray sorted = ranked.sort(1);
    NDList thresholds = new NDList();
    for (int i = 0; i < ranks.length; i++) {
      thresholds.add(ranks[i] == 0 ? lowest : sorted.get(new NDIndex("{}, {}", i, ranks[i] - 1)));
    }
    NDArray threshold = NDArrays.stack(thresholds).reshape(ranks.length, 1);
    NDArray kept = ranked.gte(threshold);
    if (exact != null) {
      NDArray ties = ranked.eq(threshold);
      NDArray below = ranked.lt(threshold).toType(DataType.INT64, false).sum(new int[] {1}, true);
      NDArray fromTies = exact.sub(below);
      NDArray surviving = ties.toType(DataType.INT64, false).cumSum(1).gt(fromTies);
      kept = ranked.gt(threshold).logicalOr(ties.logicalAnd(surviving));
    }
    return kept.toType(DataType.FLOAT32, false);
  }

  /** Returns the place of the threshold from 1; 0 if nothing is selected. */
  private static long rank(Selection.Request request, boolean ofPruned) {
    LayerRange range = request.range();
    long others = ofPruned ? range.active() : range.pruned();
    return request.wanted() == 0 ? 0 : others + request.wanted();
  }
}
