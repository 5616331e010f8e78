package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention among the patches of each window: forward, and once back. A head's queries,
 * keys and values are views into the product that gave all of them: the engine multiplies them as
 * they lie.
 */
final class TokenAttention implements PatchMixing {

  private static final int PARTS = 3;
  private static final int PATCHES = 1;
  private static final int WIDTH = 2;
  private static final int KEYS = 2;

  private final TokenShape shape;
  private final ForecasterDropout dropout;
  private final NDArray scale;
  private final NDArray pairOrder;
  private final TokenLinear joined;
  private final TokenLinear output;
  private final int heads;
  private final NDList shares = new NDList();
  private final NDList kept = new NDList();
  private NDList views;
  private @Nullable NDArray drawn;

  /** What each head's shares are multiplied with; empty if nothing is dropped. */
  private NDList factors = new NDList();

  TokenAttention(String layer, TokenPlaces places) {
    shape = places.shape();
    dropout = places.dropout();
    scale = places.network().constants().attentionScale();
    pairOrder = places.network().constants().pairOrder();
    joined = places.network().linear(layer + PatchTstNetwork.QUERY_LAYER);
    output = places.network().linear(layer + PatchTstNetwork.OUTPUT_LAYER);
    heads = Math.toIntExact(shape.heads());
  }

  @Override
  public NDArray forward(NDArray x) {
    try (NDArray all =
        TokenShape.reshaped(joined.forward(x), shape.perWindow(PARTS * shape.units()))) {
      views = all.split((long) PARTS * heads, WIDTH);
    }
    if (dropout.any()) {
      ForecasterDropout.Counted counted = dropout.counted();
      drawn =
          counted == null
              ? dropout.factors(x.getManager(), shape.droppedShares())
              : counted(x.getManager(), counted);
      factors = perHead(drawn);
    }
    NDList mixed = new NDList();
    for (int head = 0; head < heads; head++) {
      try (NDArray turned = key(head).transpose(0, 2, 1)) {
        shares.add(query(head).batchMatMul(turned).muli(scale).softmax(KEYS));
      }
      kept.add(drawn == null ? shares.get(head) : shares.get(head).mul(factors.get(head)));
      mixed.add(kept.get(head).batchMatMul(value(head)));
    }
    return output.product(TokenShape.reshaped(joined(mixed, WIDTH), shape.tokens()));
  }

  /**
   * Counted head by head, for the key of a patch that is some places on, query by query, as the
   * host's loops go through them; in the order of {@link TokenShape#droppedShares}.
   */
  private NDArray counted(NDManager scope, ForecasterDropout.Counted counted) {
    long patches = shape.patches();
    long pairs = patches * patches;
    NDArray all = counted.next(heads, Math.toIntExact(pairs * shape.windows())).factors(scope);
    return all.reshape(shape.networks() * heads, pairs, shape.windows())
        .get(new NDIndex(":, {}", pairOrder))
        .reshape(shape.networks(), heads, patches, patches, shape.windows())
        .transpose(0, 4, 1, 2, 3);
  }

  /** Views of each head's part of something that is dropped with, {@code [.., queries, keys]}. */
  private NDList perHead(NDArray all) {
    NDList views = new NDList();
    long patches = shape.patches();
    try (NDArray merged = all.reshape(shape.networks() * shape.windows(), heads, patches, patches);
        NDList parts = merged.split(heads, PATCHES)) {
      parts.forEach(part -> views.add(part.squeeze(PATCHES)));
    }
    return views;
  }

  @Override
  public NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    NDList byQueries = new NDList();
    NDList byKeys = new NDList();
    NDList byValues = new NDList();
    NDList byHeadFactors = new NDList();
    try (NDArray byMixed = output.backProduct(slope, gradients);
        NDArray perWindow = byMixed.reshape(shape.perWindow(shape.units()));
        NDList byHeads = perWindow.split(heads, WIDTH)) {
      for (int head = 0; head < heads; head++) {
        try (NDArray byScores =
                scoreSlope(shares.get(head), shareSlope(head, byHeads.get(head), byHeadFactors));
            NDArray turned = byScores.transpose(0, 2, 1);
            NDArray keptTurned = kept.get(head).transpose(0, 2, 1)) {
          byQueries.add(byScores.batchMatMul(key(head)));
          byKeys.add(turned.batchMatMul(query(head)));
          byValues.add(keptTurned.batchMatMul(byHeads.get(head)));
        }
      }
    }
    if (drawn != null && dropout.learns()) {
      byFactors.put(drawn, joined(byHeadFactors, PATCHES).reshape(drawn.getShape()));
    }
    byQueries.addAll(byKeys);
    byQueries.addAll(byValues);
    long tokens = shape.windows() * shape.patches();
    try (NDArray byAll =
        TokenShape.reshaped(
            joined(byQueries, WIDTH), new Shape(shape.networks(), tokens, PARTS * shape.units()))) {
      PatchTstNetwork.putParts(joined.weightPath(), joined.weightGradient(byAll), gradients);
      PatchTstNetwork.putParts(joined.biasPath(), byAll.sum(new int[] {1}), gradients);
      return joined.inputSlope(byAll);
    }
  }

  /** Goes back through the mix of one head, {@code [networks * windows, queries, keys]}. */
  private NDArray shareSlope(int head, NDArray byMixed, NDList byHeadFactors) {
    try (NDArray turned = value(head).transpose(0, 2, 1)) {
      NDArray byKept = byMixed.batchMatMul(turned);
      if (drawn == null) {
        return byKept;
      }
      if (dropout.learns()) {
        byHeadFactors.add(byKept.mul(shares.get(head)));
      }
      return byKept.muli(factors.get(head));
    }
  }

  /** {@code scale * shares * (slope - sum(shares * slope))}; the slope is used up. */
  private NDArray scoreSlope(NDArray share, NDArray slope) {
    NDArray product = share.mul(slope);
    try (slope;
        NDArray sums = product.sum(new int[] {KEYS}, true);
        NDArray part = share.mul(sums)) {
      return product.subi(part).muli(scale);
    }
  }

  private NDArray query(int head) {
    return views.get(head);
  }

  private NDArray key(int head) {
    return views.get(heads + head);
  }

  private NDArray value(int head) {
    return views.get(2 * heads + head);
  }

  private static NDArray joined(NDList parts, int axis) {
    try (parts) {
      return NDArrays.concat(parts, axis);
    }
  }
}
