package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Multi-head attention among the patches of each window: forward, and once back. A head's queries,
 * keys and values are views into the product that gave all of them: the engine multiplies them as
 * they lie.
 */
final class TokenAttention implements PatchMixing {

  private static final int PARTS = 3;
  private static final int PATCHES = 1;
  private static final int WIDTH = 2;
  private static final int[] KEYS = {WIDTH};

  private final TokenShape shape;
  private final PatchTstNetwork.Constants constants;
  private final TokenLinear joined;
  private final TokenLinear output;
  private final TokenDropout dropout;
  private final int heads;
  private NDList views;
  private NDArray shares;
  private NDList kept;

  TokenAttention(
      String layer, PatchTstNetwork network, TokenShape shape, ForecasterDropout dropout) {
    this.shape = shape;
    this.dropout = new TokenDropout(dropout, shape.droppedShares());
    constants = network.constants();
    joined = network.linear(layer + PatchTstNetwork.QUERY_LAYER);
    output = network.linear(layer + PatchTstNetwork.OUTPUT_LAYER);
    heads = Math.toIntExact(shape.heads());
  }

  @Override
  public NDArray forward(NDArray x) {
    try (NDArray all =
        TokenShape.reshaped(joined.forward(x), shape.perWindow(PARTS * shape.units()))) {
      views = all.split((long) PARTS * heads, WIDTH);
    }
    NDList scores = new NDList();
    for (int head = 0; head < heads; head++) {
      try (NDArray turned = key(head).transpose(0, 2, 1)) {
        scores.add(query(head).batchMatMul(turned));
      }
    }
    shares = softmax(joined(scores, PATCHES).muli(constants.attentionScale()));
    kept = dropout.forward(shares).split(heads, PATCHES);
    NDList mixed = new NDList();
    for (int head = 0; head < heads; head++) {
      mixed.add(kept.get(head).batchMatMul(value(head)));
    }
    return output.forward(TokenShape.reshaped(joined(mixed, WIDTH), shape.tokens()));
  }

  /** Over the keys, {@code [networks * windows, heads * queries, keys]}; the scores are used up. */
  private static NDArray softmax(NDArray scores) {
    try (scores;
        NDArray most = scores.max(KEYS, true);
        NDArray powers = scores.subi(most).exp();
        NDArray sums = powers.sum(KEYS, true)) {
      return powers.div(sums);
    }
  }

  @Override
  public NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    NDList byQueries = new NDList();
    NDList byKeys = new NDList();
    NDList byValues = new NDList();
    try (NDArray byMixed = output.backward(slope, gradients);
        NDArray byShares = shareSlope(byMixed, byValues);
        NDArray byAllShares = dropout.backward(byShares, byFactors);
        NDArray byScores = scoreSlope(byAllShares);
        NDList parts = byScores.split(heads, PATCHES)) {
      for (int head = 0; head < heads; head++) {
        try (NDArray turned = parts.get(head).transpose(0, 2, 1)) {
          byQueries.add(parts.get(head).batchMatMul(key(head)));
          byKeys.add(turned.batchMatMul(query(head)));
        }
      }
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

  /** Goes back through the mix, {@code [networks * windows, heads * queries, keys]}. */
  private NDArray shareSlope(NDArray byMixed, NDList byValues) {
    NDList byShares = new NDList();
    try (NDArray perWindow = byMixed.reshape(shape.perWindow(shape.units()));
        NDList byHeads = perWindow.split(heads, WIDTH)) {
      for (int head = 0; head < heads; head++) {
        try (NDArray values = value(head).transpose(0, 2, 1);
            NDArray turned = kept.get(head).transpose(0, 2, 1)) {
          byShares.add(byHeads.get(head).batchMatMul(values));
          byValues.add(turned.batchMatMul(byHeads.get(head)));
        }
      }
    }
    return joined(byShares, PATCHES);
  }

  /** {@code shares * (slope - sum(shares * slope))}, by the scores before they were scaled. */
  private NDArray scoreSlope(NDArray byShares) {
    NDArray product = shares.mul(byShares);
    try (NDArray sums = product.sum(KEYS, true);
        NDArray part = shares.mul(sums)) {
      return product.subi(part).muli(constants.attentionScale());
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
