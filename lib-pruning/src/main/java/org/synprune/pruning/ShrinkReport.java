package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * What {@link Pruning#shrink} did.
 *
 * @param changes the parameters that became smaller, in the block's order
 * @param masks the masks of what is left, to train it further
 * @param kept why pruned neurons are still there, a sentence for each layer that has such
 */
public record ShrinkReport(List<Change> changes, Masks masks, List<String> kept) {

  /** Copies the lists. */
  public ShrinkReport {
    changes = List.copyOf(changes);
    kept = List.copyOf(kept);
  }

  /**
   * A parameter that became smaller.
   *
   * @param path its path in the block
   * @param before its shape before
   * @param after its shape now
   */
  public record Change(String path, Shape before, Shape after) {}

  /**
   * Counts what was removed.
   *
   * @return the number of weights, biases and other numbers
   */
  public long removed() {
    return changes.stream().mapToLong(one -> one.before.size() - one.after.size()).sum();
  }
}
