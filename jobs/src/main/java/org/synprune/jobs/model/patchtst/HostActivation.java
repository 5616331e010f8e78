package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import java.util.Map;

/** The middle of a feed-forward layer in one pass over the product's own memory. */
final class HostActivation implements TokenActivation {

  private final String biasPath;
  private final TokenLoops loops;
  private final HostDropout dropout;
  private final int width;
  private final float[] values;
  private final float[] other;
  private final float[] tiled;
  private FloatBuffer active;

  /**
   * Begins a place.
   *
   * @param biasPath the bias of the layer before it
   * @param loops of the pass
   * @param dropout what is dropped
   */
  HostActivation(String biasPath, TokenLoops loops, ForecasterDropout dropout) {
    this.biasPath = biasPath;
    this.loops = loops;
    width = Math.toIntExact(PatchTstNetwork.FEED_FORWARD_FACTOR * loops.shape().units());
    this.dropout = new HostDropout(dropout, loops, width, false);
    values = loops.scratch(0);
    other = loops.scratch(1);
    tiled = loops.scratch(2);
  }

  @Override
  public NDArray forward(NDArray product) {
    dropout.begin(product);
    FloatBuffer memory = TokenLoops.memory(product);
    for (int network = 0; network < loops.networks(); network++) {
      loops.tile(biasPath, network, width, tiled);
      loops.parts(
          network,
          width,
          (from, n) -> {
            memory.get(from, values, 0, n);
            dropout.rectified(values, tiled, from, n);
            memory.put(from, values, 0, n);
          });
    }
    active = memory;
    return product;
  }

  @Override
  public NDArray backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    dropout.beginBack(byFactors);
    FloatBuffer memory = TokenLoops.memory(slope);
    float[] bias = new float[loops.networks() * width];
    float[] sums = loops.scratch(7);
    for (int network = 0; network < loops.networks(); network++) {
      loops.parts(
          network,
          width,
          (from, n) -> {
            memory.get(from, values, 0, n);
            dropout.backward(values, from, n);
            if (!dropout.before(from, n, other)) {
              active.get(from, other, 0, n); // what was dropped has no slope any more
            }
            TokenLoops.whereActive(values, other, dropout.left(from), n);
            TokenLoops.add(sums, values, n);
            memory.put(from, values, 0, n);
          });
      HostVectors.fold(sums, width, bias, network * width);
    }
    gradients.put(biasPath, loops.gradient(slope, bias));
    return slope;
  }
}
