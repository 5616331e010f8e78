package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Loops over a few thousand numbers at a time, which stay in the processor's first cache: one pass
 * over the engine's memory, where the engine's operations would take ten. A loop writes to one
 * array only and begins at 0 in all of them, or Java's compiler wouldn't turn it into vectors.
 *
 * <p>Each token's numbers are computed by themselves, in an order that depends on its width alone;
 * sums over tokens begin anew with each network. So no network's bits depend on the others.
 */
final class TokenLoops {

  private static final int CHUNK = 2048;
  private static final int LANES = 8;
  private static final int SCRATCH = 12;
  private static final float LARGEST = Float.MAX_VALUE;

  private final TokenShape shape;
  private final HostVectors vectors;
  private final FloatBuffer parameters;
  private final int capacity;
  private final float[][] scratch = new float[SCRATCH][];
  private @Nullable AttentionLoops head;

  /**
   * Begins a pass.
   *
   * @param shape sizes
   * @param vectors the short parameters
   */
  TokenLoops(TokenShape shape, HostVectors vectors) {
    this.shape = shape;
    this.vectors = vectors;
    parameters = vectors.memory();
    capacity =
        Math.max(CHUNK, Math.toIntExact(PatchTstNetwork.FEED_FORWARD_FACTOR * shape.units()));
  }

  /** A part of a network's tokens: whole ones. */
  interface Part {

    /**
     * Computes.
     *
     * @param from where the numbers begin in an array of all networks' tokens
     * @param n how many
     */
    void compute(int from, int n);
  }

  TokenShape shape() {
    return shape;
  }

  int networks() {
    return Math.toIntExact(shape.networks());
  }

  /**
   * An array for numbers that nobody needs once a method is over.
   *
   * @param i which one, below 12; the same each time
   * @return whatever was left in it
   */
  float[] scratch(int i) {
    if (scratch[i] == null) {
      scratch[i] = new float[capacity];
    }
    return scratch[i];
  }

  /** The loops of an attention's head, the same each time. */
  AttentionLoops head() {
    if (head == null) {
      head = new AttentionLoops(shape);
    }
    return head;
  }

  /** An array for all networks' tokens, with any numbers in it. */
  NDArray empty(NDArray like) {
    return like.getManager().create(like.getShape());
  }

  /** Sums as an array of the engine's, {@code [networks, width]}. */
  NDArray gradient(NDArray like, float[] sums) {
    Shape each = new Shape(shape.networks(), sums.length / shape.networks());
    return like.getManager().create(sums, each);
  }

  static FloatBuffer memory(NDArray array) {
    return array.toByteBuffer(true).asFloatBuffer();
  }

  void tile(String path, int network, int width, float[] tiled) {
    vectors.tile(parameters, path, network, width, tiled);
  }

  /** Goes through a network's tokens. */
  void parts(int network, int width, Part part) {
    int all = Math.toIntExact(shape.windows() * shape.patches()) * width;
    int most = Math.max(1, CHUNK / width) * width;
    for (int from = 0; from < all; from += most) {
      part.compute(network * all + from, Math.min(most, all - from));
    }
  }

  static void add(float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      a[i] += b[i];
    }
  }

  static void multiply(float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      a[i] *= b[i];
    }
  }

  static void product(float[] a, float[] b, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = a[i] * b[i];
    }
  }

  /** {@code a * b + c}. */
  static void scaled(float[] a, float[] b, float[] c, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = a[i] * b[i] + c[i];
    }
  }

  static void subtract(float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      a[i] -= b[i];
    }
  }

  /** {@code max(a + b, 0)}. */
  static void rectified(float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(a[i] + b[i], 0);
    }
  }

  /** {@code max(a + b, 0) * c}. */
  static void rectified(float[] a, float[] b, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(a[i] + b[i], 0) * c[i];
    }
  }

  /** {@code slope * by} where the output of a rectifier, 0 or more, is more, and 0 elsewhere. */
  static void whereActive(float[] slope, float[] active, float by, int n) {
    for (int i = 0; i < n; i++) {
      // The least number above 0 times this twice is far above any factor of dropout.
      slope[i] *= Math.min(by, active[i] * LARGEST * LARGEST);
    }
  }

  /** {@code (by - normed * along) * inverse}. */
  static void normSlope(float[] by, float[] normed, float[] along, float[] inverse, int n) {
    for (int i = 0; i < n; i++) {
      by[i] = (by[i] - normed[i] * along[i]) * inverse[i];
    }
  }

  /** Means over each token's numbers. */
  static void means(float[] values, int width, int n, float[] to) {
    for (int from = 0, token = 0; from < n; from += width, token++) {
      to[token] = sum(values, from, from + width) / width;
    }
  }

  static float sum(float[] v, int from, int until) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int i = from;
    for (; i + LANES <= until; i += LANES) {
      a += v[i];
      b += v[i + 1];
      c += v[i + 2];
      d += v[i + 3];
      e += v[i + 4];
      f += v[i + 5];
      g += v[i + 6];
      h += v[i + 7];
    }
    for (; i < until; i++) {
      a += v[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  /** {@code 1 / sqrt(variance + epsilon)}. */
  static void inverses(float[] variances, float epsilon, int tokens) {
    for (int i = 0; i < tokens; i++) {
      variances[i] = (float) (1 / Math.sqrt(variances[i] + epsilon));
    }
  }

  /** Gives each of a token's numbers the token's. */
  static void spread(float[] perToken, int from, int width, int n, float[] to) {
    for (int at = 0, token = from; at < n; at += width, token++) {
      Arrays.fill(to, at, at + width, perToken[token]);
    }
  }
}
