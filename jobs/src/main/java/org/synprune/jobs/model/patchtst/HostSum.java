package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The end of a sublayer in one pass over the product's own memory. */
final class HostSum implements TokenSum {

  private final @Nullable String biasPath;
  private final String scalePath;
  private final String shiftPath;
  private final TokenLoops loops;
  private final HostDropout dropout;
  private final int units;
  private final int tokens;

  private final float[] values;
  private final float[] other;
  private final float[] normed;
  private final float[] perToken;
  private final float[] spread;
  private final float[] scale;

  /** One over each token's deviation, all networks'. */
  private final float[] inverse;

  private FloatBuffer normedMemory;

  /**
   * Begins a place.
   *
   * @param biasPath the bias that is added; null for none
   * @param normLayer path of the norm
   * @param loops of the pass
   * @param dropout what is dropped
   */
  HostSum(
      @Nullable String biasPath, String normLayer, TokenLoops loops, ForecasterDropout dropout) {
    this.biasPath = biasPath;
    scalePath = normLayer + "_gamma";
    shiftPath = normLayer + "_beta";
    this.loops = loops;
    TokenShape shape = loops.shape();
    units = Math.toIntExact(shape.units());
    tokens = Math.toIntExact(shape.windows() * shape.patches());
    this.dropout = new HostDropout(dropout, loops, units, true);
    values = loops.scratch(0);
    other = loops.scratch(1);
    normed = loops.scratch(2);
    perToken = loops.scratch(3);
    spread = loops.scratch(4);
    scale = loops.scratch(5);
    inverse = new float[loops.networks() * tokens];
  }

  @Override
  public NDArray forward(NDArray product, @Nullable NDArray before) {
    dropout.begin(product);
    FloatBuffer memory = TokenLoops.memory(product);
    FloatBuffer added = before == null ? null : TokenLoops.memory(before);
    normedMemory = TokenLoops.memory(loops.empty(product));
    float[] bias = loops.scratch(6);
    float[] shift = loops.scratch(10);
    for (int network = 0; network < loops.networks(); network++) {
      if (biasPath != null) {
        loops.tile(biasPath, network, units, bias);
      }
      loops.tile(scalePath, network, units, scale);
      loops.tile(shiftPath, network, units, shift);
      loops.parts(
          network,
          units,
          (from, n) -> {
            memory.get(from, values, 0, n);
            if (biasPath != null) {
              TokenLoops.add(values, bias, n);
            }
            dropout.forward(values, from, n);
            if (added != null) {
              added.get(from, other, 0, n);
              TokenLoops.add(values, other, n);
            }
            norm(from, n);
            normedMemory.put(from, normed, 0, n);
            TokenLoops.scaled(normed, scale, shift, values, n);
            memory.put(from, values, 0, n);
          });
    }
    return product;
  }

  private void norm(int from, int n) {
    TokenLoops.means(values, units, n, perToken);
    TokenLoops.spread(perToken, 0, units, n, spread);
    TokenLoops.subtract(values, spread, n);
    TokenLoops.product(values, values, other, n);
    TokenLoops.means(other, units, n, perToken);
    TokenLoops.inverses(perToken, PatchTstNetwork.NORM_EPSILON, n / units);
    System.arraycopy(perToken, 0, inverse, from / units, n / units);
    TokenLoops.spread(perToken, 0, units, n, spread);
    TokenLoops.product(values, spread, normed, n);
  }

  @Override
  public Slopes backward(
      NDArray slope, Map<String, NDArray> gradients, IdentityHashMap<NDArray, NDArray> byFactors) {
    dropout.beginBack(byFactors);
    NDArray byProduct = dropout.any() ? loops.empty(slope) : slope;
    FloatBuffer memory = TokenLoops.memory(slope);
    FloatBuffer productMemory = dropout.any() ? TokenLoops.memory(byProduct) : memory;
    Sums scales = new Sums(loops.scratch(7), new float[loops.networks() * units]);
    Sums shifts = new Sums(loops.scratch(8), new float[loops.networks() * units]);
    Sums biases = new Sums(loops.scratch(9), new float[loops.networks() * units]);
    for (int network = 0; network < loops.networks(); network++) {
      loops.tile(scalePath, network, units, scale);
      loops.parts(
          network,
          units,
          (from, n) -> {
            memory.get(from, values, 0, n);
            TokenLoops.add(shifts.tiled, values, n);
            normedMemory.get(from, normed, 0, n);
            normSlope(scales.tiled, from, n);
            memory.put(from, values, 0, n);
            if (dropout.any()) {
              dropout.backward(values, from, n);
              productMemory.put(from, values, 0, n);
            }
            TokenLoops.add(biases.tiled, values, n);
          });
      scales.fold(network, units);
      shifts.fold(network, units);
      biases.fold(network, units);
    }
    gradients.put(scalePath, loops.gradient(slope, scales.whole));
    gradients.put(shiftPath, loops.gradient(slope, shifts.whole));
    if (biasPath != null) {
      gradients.put(biasPath, loops.gradient(slope, biases.whole));
    }
    return new Slopes(byProduct, slope);
  }

  /** Sums over tokens. */
  @SuppressWarnings("ArrayRecordComponent") // within a loop only
  private record Sums(float[] tiled, float[] whole) {

    void fold(int network, int width) {
      HostVectors.fold(tiled, width, whole, network * width);
    }
  }

  /** Turns slopes by the outputs into those by the norm's inputs. */
  private void normSlope(float[] scales, int from, int n) {
    TokenLoops.product(values, normed, other, n);
    TokenLoops.add(scales, other, n);
    TokenLoops.multiply(values, scale, n);
    TokenLoops.multiply(other, scale, n);
    TokenLoops.means(values, units, n, perToken);
    TokenLoops.spread(perToken, 0, units, n, spread);
    TokenLoops.subtract(values, spread, n);
    TokenLoops.means(other, units, n, perToken);
    TokenLoops.spread(perToken, 0, units, n, spread);
    TokenLoops.spread(inverse, from / units, units, n, other);
    TokenLoops.normSlope(values, normed, spread, other, n);
  }
}
