package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Attention on the host, head by head. Products come and go turned, {@code [units, patches *
 * windows]}, so that a unit's numbers lie together, patch after patch: keys and values of the patch
 * some places on are the same row from further on.
 */
final class HostAttention implements PatchMixing {

  private static final int PARTS = 3;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private final TokenLoops loops;
  private final AttentionLoops head;
  private final AttentionDropout dropout;
  private final TokenLinear joined;
  private final TokenLinear output;
  private final int units;
  private final int heads;
  private final int each;
  private final int tokens;
  private final float[] bias;

  /** Queries, keys and values without their bias. */
  private FloatBuffer product;

  /** {@code [networks, heads, patches further on, patches * windows]}. */
  private FloatBuffer shares;

  HostAttention(String layer, TokenPlaces places, TokenLoops loops) {
    this.loops = loops;
    TokenShape shape = places.shape();
    head = loops.head();
    dropout = new AttentionDropout(shape, places.dropout());
    joined = places.network().linear(layer + PatchTstNetwork.QUERY_LAYER);
    output = places.network().linear(layer + PatchTstNetwork.OUTPUT_LAYER);
    units = Math.toIntExact(shape.units());
    heads = Math.toIntExact(shape.heads());
    each = Math.toIntExact(shape.each());
    tokens = Math.toIntExact(shape.windows() * shape.patches());
    bias = loops.scratch(0);
  }

  @Override
  public NDArray forward(NDArray x) {
    NDArray whole = joined.turnedProduct(x);
    product = TokenLoops.memory(whole);
    TokenShape shape = loops.shape();
    NDArray kept =
        x.getManager().create(new Shape(shape.networks() * heads, shape.patches(), tokens));
    shares = TokenLoops.memory(kept);
    NDArray mixed = x.getManager().create(shape.turned(units));
    FloatBuffer mixedMemory = TokenLoops.memory(mixed);
    dropout.begin(x.getManager());
    for (int network = 0; network < loops.networks(); network++) {
      loops.tile(joined.biasPath(), network, PARTS * units, bias);
      dropout.beginNetwork(network);
      for (int i = 0; i < heads; i++) {
        read(network, i);
        head.scores();
        head.softmax();
        head.shares.put(shares, sharesAt(network, i));
        dropout.forward(head.shares, i);
        head.mix();
        head.output.put(mixedMemory, (network * units + i * each) * tokens);
      }
    }
    return output.product(mixed.transpose(0, 2, 1));
  }

  private int sharesAt(int network, int i) {
    return (network * heads + i) * head.shares.rows() * tokens;
  }

  /** Reads a head's queries, keys and values. */
  private void read(int network, int i) {
    read(network, i * each, head.queries);
    read(network, KEY * units + i * each, head.keys);
    read(network, VALUE * units + i * each, head.values);
  }

  private void read(int network, int unit, HeadRows rows) {
    rows.get(product, (network * PARTS * units + unit) * tokens, bias, unit);
  }

  @Override
  public NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    gradients.put(output.weightPath(), output.weightGradient(slope));
    dropout.beginBack(byFactors);
    NDArray byAll = slope.getManager().create(loops.shape().turned((long) PARTS * units));
    FloatBuffer slopes = TokenLoops.memory(byAll);
    float[] sums = new float[loops.networks() * PARTS * units];
    try (NDArray byMixed = output.turnedInputSlope(slope)) {
      FloatBuffer mixed = TokenLoops.memory(byMixed);
      for (int network = 0; network < loops.networks(); network++) {
        loops.tile(joined.biasPath(), network, PARTS * units, bias);
        dropout.beginNetwork(network);
        for (int i = 0; i < heads; i++) {
          read(network, i);
          head.output.get(mixed, (network * units + i * each) * tokens);
          head.shares.get(shares, sharesAt(network, i));
          head.shareSlopes();
          dropout.backward(head.shares, head.shareSlopes, head.kept, i);
          head.scoreSlopes();
          head.slopes();
          int first = network * PARTS * units + i * each;
          put(head.byQueries, slopes, sums, first);
          put(head.byKeys, slopes, sums, first + KEY * units);
          put(head.byValues, slopes, sums, first + VALUE * units);
        }
        dropout.endNetwork();
      }
    }
    NDArray byBias = loops.gradient(slope, sums);
    try (byAll) {
      PatchTstNetwork.putParts(joined.weightPath(), joined.gradientOfTurned(byAll), gradients);
      PatchTstNetwork.putParts(joined.biasPath(), byBias, gradients);
      return joined.inputSlopeOfTurned(byAll);
    }
  }

  private void put(HeadRows rows, FloatBuffer slopes, float[] sums, int first) {
    rows.put(slopes, first * tokens);
    rows.sums(sums, first);
  }
}
