package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;

/** Prunes the weights with the smallest scores, in main memory or on a device. */
final class Selection {

  /** Layers whose weights compete, and how many more of them to prune, 1 or more. */
  record Request(MaskedWeights.LayerRange range, long wanted) {}

  /**
   * The scores by which weights are ranked.
   *
   * @param scores shape (n), none of them NaN
   * @param absolute whether to ignore the scores' signs, which saves a copy of the weights
   */
  record Ranking(NDArray scores, boolean absolute) {}

  private Selection() {}

  /**
   * Sets the masks of the smallest active scores to 0, in place.
   *
   * @param mask shape (n), 1 = active; must agree with the pruned counts of the requests' ranges
   */
  static void prune(Ranking ranking, NDArray mask, List<Request> requests, CountRule rule) {
    HostSelection host = HostSelection.of(ranking, mask);
    NDArray scores = host == null && ranking.absolute ? ranking.scores.abs() : ranking.scores;
    for (Request request : requests) {
      MaskedWeights.LayerRange range = request.range;
      if (host != null) {
        long active = range.size() - range.pruned();
        host.prune((int) range.begin(), (int) range.end(), active, request.wanted, rule);
      } else {
        NDArray part = range.of(mask);
        NDArray active =
            DeviceSelection.stillActive(
                range.of(scores), part, range.pruned(), request.wanted, rule);
        part.muli(active.toType(DataType.FLOAT32, false));
      }
    }
  }
}
