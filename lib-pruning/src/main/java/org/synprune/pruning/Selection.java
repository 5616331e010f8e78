package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;

/** Prunes by scores where the weights lie: in main memory or on a device. */
final class Selection {

  /** A span whose weights compete, and how many more of them should go, 1 or more. */
  record Request(MaskedLayers.Span span, long wanted) {}

  private Selection() {}

  /**
   * Sets the masks of the smallest active scores to 0, in place.
   *
   * @param scores shape (n), none of them NaN
   * @param mask shape (n), 1 = active; what is inactive in it a request's span counts as pruned
   */
  static void prune(NDArray scores, NDArray mask, List<Request> requests, CountRule rule) {
    Optional<HostSelection> host = HostSelection.of(scores, mask);
    for (Request request : requests) {
      MaskedLayers.Span span = request.span;
      if (host.isPresent()) {
        host.get().prune((int) span.begin(), (int) span.end(), request.wanted, rule);
      } else {
        NDArray part = span.of(mask);
        NDArray kept =
            DeviceSelection.kept(span.of(scores), part, span.pruned(), request.wanted, rule);
        part.muli(kept.toType(DataType.FLOAT32, false));
      }
    }
  }
}
