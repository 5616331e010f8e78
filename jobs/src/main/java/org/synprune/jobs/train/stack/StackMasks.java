package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.synprune.jobs.train.weights.NetworkRows;

/**
 * The masks of a stack: one matrix, of which each network has a row, and one product for all that
 * prune.
 */
final class StackMasks {

  private final NDManager manager;
  private final NDArray values;
  private final NDArray masks;

  /** Weights and masks of the networks that prune. */
  private NDArray pruned;

  private NDArray prunedMasks;
  private int first;
  private int end;

  private StackMasks(NDManager manager, NDArray values, NDArray masks) {
    this.manager = manager;
    this.values = values;
    this.masks = masks;
  }

  /**
   * Begins with every weight active.
   *
   * @param manager owns the masks
   * @param values weights, {@code [networks, parameters]}
   * @param prunable how many parameters of each row can be pruned: the first ones
   * @return the masks
   */
  static StackMasks of(NDManager manager, NDArray values, long prunable) {
    NDArray masks = manager.ones(new Shape(values.getShape().get(0), prunable));
    return new StackMasks(manager, values, masks);
  }

  /**
   * Goes on with some of the networks.
   *
   * @param parent owns the new masks
   * @param moved their weights, one row each
   * @param kept numbers of their rows
   * @return a copy of their masks
   */
  StackMasks ofRows(NDManager parent, NDArray moved, int[] kept) {
    return new StackMasks(parent, moved, NetworkRows.copy(parent, masks, kept));
  }

  /**
   * The weights that a network can prune.
   *
   * @param row whose
   * @return a view, {@code [prunable]}
   */
  NDArray weights(int row) {
    return attached(values.get(new NDIndex("{}, 0:{}", row, masks.getShape().get(1))));
  }

  /**
   * A network's mask, 1 where a weight is active.
   *
   * @param row whose
   * @return a view, {@code [prunable]}
   */
  NDArray mask(int row) {
    return attached(masks.get(row));
  }

  private NDArray attached(NDArray view) {
    view.attach(manager);
    return view;
  }

  /**
   * Sets pruned weights to 0.
   *
   * @param members whose the rows are; there may be more rows
   */
  void apply(List<StackMember> members) {
    int from = members.size();
    int until = 0;
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).pruning().anyPruned()) {
        from = Math.min(from, i);
        until = i + 1;
      }
    }
    if (from < until) {
      apply(from, until);
    }
  }

  private void apply(int from, int until) {
    if (pruned == null || from != first || until != end) {
      first = from;
      end = until;
      long prunable = masks.getShape().get(1);
      pruned = attached(values.get(new NDIndex("{}:{}, 0:{}", from, until, prunable)));
      prunedMasks = attached(masks.get(new NDIndex("{}:{}", from, until)));
    }
    pruned.muli(prunedMasks);
  }
}
