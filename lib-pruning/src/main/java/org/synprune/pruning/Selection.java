package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Algorithm 3: changes the masks of the weights that come first in a ranking, in main memory or on
 * a device. All is selected before the first mask changes.
 */
final class Selection {

  private final MaskedWeights layers;

  /** The mask's memory; null if Java can't reach it. */
  private final @Nullable IntBuffer memory;

  /**
   * Layers whose weights compete.
   *
   * @param range the layers
   * @param wanted how many of their active weights, or of their pruned ones, to select, 0 or more
   * @param spare how many active weights of each layer may be selected; empty if all may
   */
  record Request(LayerRange range, long wanted, List<Long> spare) {

    Request(LayerRange range, long wanted) {
      this(range, wanted, List.of());
    }
  }

  Selection(MaskedWeights layers) {
    this.layers = layers;
    this.memory = layers.memory();
  }

  /** Returns whether any weight is wanted. */
  static boolean any(List<Request> requests) {
    return requests.stream().anyMatch(request -> request.wanted > 0);
  }

  /**
   * Makes a change of the masks, in place, and counts.
   *
   * @throws IllegalArgumentException if a score is NaN; the masks are then unchanged
   */
  void make(SelectingUpdate.Change change) {
    if (change.regrows()) {
      exchange(change.drop(), change.drops(), change.grow(), change.growths());
    } else if (change.drop() != null) {
      prune(change.drop(), change.drops(), change.rule());
    }
  }

  /**
   * Prunes active weights, in place, and counts.
   *
   * @param requests for some or all layers
   * @throws IllegalArgumentException if a score is NaN; the masks are then unchanged
   */
  void prune(Ranking ranking, List<Request> requests, CountRule rule) {
    if (memory != null) {
      change(select(ranking, requests, false, rule), memory);
      return;
    }
    NDArray scores = numbers(ranking);
    requests.forEach(request -> onDevice(scores, layers.mask(), request, false, rule));
    layers.count();
  }

  /**
   * Drops active weights and lets pruned ones grow, in place, and counts. Sets pruned weights to 0,
   * from where they grow.
   *
   * @param drop null if nothing is dropped
   * @param drops for some or all layers
   * @param grow null if nothing grows
   * @param growths for the same layers
   * @throws IllegalArgumentException if a score is NaN; the masks are then unchanged
   */
  void exchange(
      @Nullable Ranking drop, List<Request> drops, @Nullable Ranking grow, List<Request> growths) {
    if (memory == null) {
      exchangeOnDevice(drop, drops, grow, growths);
      return;
    }
    List<Bits> dropped = drop == null ? List.of() : select(drop, drops, false, CountRule.EXACT);
    List<Bits> grown = grow == null ? List.of() : select(grow, growths, true, CountRule.EXACT);
    layers.apply();
    layers.flip(dropped);
    change(grown, memory);
  }

  private void change(List<Bits> changes, IntBuffer mask) {
    layers.flip(changes);
    layers.write(mask);
  }

  /** Returns what is selected of each layer. */
  private List<Bits> select(
      Ranking ranking, List<Request> requests, boolean ofPruned, CountRule rule) {
    List<HostSelection.Layer> selected = new ArrayList<>(layers.competing(ranking, ofPruned));
    HostSelection selection = layers.selection();
    for (Request request : requests) {
      LayerRange range = request.range;
      int of = (int) (ofPruned ? range.pruned() : range.active());
      if (!request.spare.isEmpty()) {
        of = keepSome(request, selected, selection);
      }
      List<HostSelection.Layer> competing =
          range.layers().stream().map(layer -> selected.get(layer.index)).toList();
      selection.select(competing, of, (int) request.wanted, rule);
    }
    if (selection.sawNan()) {
      numbers(ranking);
    }
    return selected.stream().map(HostSelection.Layer::selected).toList();
  }

  /** Lets each layer take part with its spare weights only; returns how many these are. */
  private static int keepSome(
      Request request, List<HostSelection.Layer> selected, HostSelection selection) {
    int all = 0;
    for (int i = 0; i < request.spare.size(); i++) {
      MaskedLayer layer = request.range.layers().get(i);
      int spare = (int) (long) request.spare.get(i);
      HostSelection.Layer whole = selected.get(layer.index);
      int active = (int) (layer.size() - layer.pruned);
      selection.select(List.of(whole), active, spare, CountRule.EXACT);
      selected.set(layer.index, whole.among(whole.selected()));
      all += spare;
    }
    return all;
  }

  private NDArray numbers(Ranking ranking) {
    NDArray scores = ranking.ascending();
    layers.requireNumbers(scores);
    return scores;
  }

  private void exchangeOnDevice(
      @Nullable Ranking drop, List<Request> drops, @Nullable Ranking grow, List<Request> growths) {
    NDArray dropScores = drop == null ? null : numbers(drop);
    NDArray growScores = grow == null ? null : numbers(grow);
    layers.apply();
    NDArray candidates =
        layers.mask().neg().addi(DeviceSelection.number(layers.mask().getManager(), 1));
    if (dropScores != null) {
      for (Request request : drops) {
        onDevice(dropScores, layers.mask(), request, false, CountRule.EXACT);
      }
    }
    if (growScores != null) {
      NDArray left = candidates.duplicate();
      for (Request request : growths) {
        onDevice(growScores, left, request, true, CountRule.EXACT);
      }
      layers.mask().addi(candidates.subi(left));
    }
    layers.count();
  }

  /** Sets what is selected to 0; {@code from} is 1 where a weight can be selected. */
  private static void onDevice(
      NDArray scores, NDArray from, Request request, boolean ofPruned, CountRule rule) {
    if (request.wanted > 0 && !request.spare.isEmpty()) {
      keepSomeOnDevice(scores, from, request);
    } else if (request.wanted > 0) {
      LayerRange range = request.range;
      long others = ofPruned ? range.active() : range.pruned();
      NDArray left =
          DeviceSelection.stillActive(
              range.of(scores), range.of(from), others, request.wanted, rule);
      range.scale(from, left.toType(DataType.FLOAT32, false));
    }
  }

  private static void keepSomeOnDevice(NDArray scores, NDArray mask, Request request) {
    LayerRange range = request.range;
    NDList spare = new NDList();
    long size = 0;
    long all = 0;
    for (int i = 0; i < request.spare.size(); i++) {
      MaskedLayer layer = range.layers().get(i);
      long some = request.spare.get(i);
      LayerRange one = LayerRange.of(List.of(layer));
      NDArray own = one.of(mask);
      if (some == 0) {
        spare.add(own.zerosLike());
      } else {
        NDArray kept =
            DeviceSelection.stillActive(one.of(scores), own, layer.pruned, some, CountRule.EXACT);
        spare.add(own.sub(kept.toType(DataType.FLOAT32, false)));
      }
      size += layer.size();
      all += some;
    }
    NDArray candidates = spare.size() == 1 ? spare.get(0) : NDArrays.concat(spare);
    NDArray left =
        DeviceSelection.stillActive(
            range.of(scores), candidates, size - all, request.wanted, CountRule.EXACT);
    NDArray dropped = candidates.sub(left.toType(DataType.FLOAT32, false));
    NDArray one = DeviceSelection.number(mask.getManager(), 1);
    range.scale(mask, dropped.neg().addi(one));
  }
}
