package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;

/** Prunes by scores where the weights lie: in main memory or on a device. */
final class Selection {

  /** A span whose weights compete, and how many more of them should go, 1 or more. */
  record Request(MaskedLayers.Span span, long wanted) {}

  /**
   * What weights are ranked by.
   *
   * @param scores shape (n), none of them NaN
   * @param absolute whether their signs are to be left out; saves a copy of the weights
   */
  record Ranking(NDArray scores, boolean absolute) {}

  private Selection() {}

  /**
   * Sets the masks of the smallest active scores to 0, in place.
   *
   * @param mask shape (n), 1 = active; what is inactive in it a request's span counts as pruned
   */
  static void prune(Ranking ranking, NDArray mask, List<Request> requests, CountRule rule) {
    Optional<HostSelection> host = HostSelection.of(ranking, mask);
    NDArray scores = host.isEmpty() && ranking.absolute ? ranking.scores.abs() : ranking.scores;
    for (Request request : requests) {
      MaskedLayers.Span span = request.span;
      if (host.isPresent()) {
        long active = span.size() - span.pruned();
        host.get().prune((int) span.begin(), (int) span.end(), active, request.wanted, rule);
      } else {
        NDArray part = span.of(mask);
        NDArray kept =
            DeviceSelection.kept(span.of(scores), part, span.pruned(), request.wanted, rule);
        part.muli(kept.toType(DataType.FLOAT32, false));
      }
    }
  }
}
