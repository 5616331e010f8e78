package org.synprune.jobs.model.patchtst;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A softmax over short rows, in loops over many rows at a time: the numbers are turned, so that
 * what is summed lies in arrays of its own.
 */
final class SoftmaxLoops {

  private static final int CHUNK = 2048;

  /** Powers below that of this argument make no difference to a share. */
  private static final float LEAST = -24;

  private final int keys;
  private final int all;
  private final int most;
  private final float scale;
  private final float[] lying;
  private final float[] other;
  private final float[][] turned;
  private final float[] row;

  /**
   * Makes room.
   *
   * @param shape sizes of the pass
   * @param scale what scores are multiplied with
   */
  SoftmaxLoops(TokenShape shape, float scale) {
    this.scale = scale;
    keys = Math.toIntExact(shape.patches());
    all = Math.toIntExact(shape.networks() * shape.windows() * shape.patches());
    most = Math.max(1, CHUNK / keys);
    lying = new float[most * keys];
    other = new float[most * keys];
    turned = new float[keys][most];
    row = new float[most];
  }

  /** Turns scores into shares, {@code [rows, keys]}. */
  void forward(FloatBuffer scores) {
    for (int from = 0; from < all; from += most) {
      int rows = Math.min(most, all - from);
      scores.get(from * keys, lying, 0, rows * keys);
      turn(rows);
      System.arraycopy(turned[0], 0, row, 0, rows);
      for (int key = 1; key < keys; key++) {
        greater(row, turned[key], rows);
      }
      for (float[] ofKey : turned) {
        powers(ofKey, row, scale, rows);
      }
      Arrays.fill(row, 0, rows, 0);
      for (float[] ofKey : turned) {
        TokenLoops.add(row, ofKey, rows);
      }
      invert(row, rows);
      for (float[] ofKey : turned) {
        TokenLoops.multiply(ofKey, row, rows);
      }
      turnBack(rows);
      scores.put(from * keys, lying, 0, rows * keys);
    }
  }

  private void turn(int rows) {
    for (int key = 0; key < keys; key++) {
      float[] to = turned[key];
      for (int i = 0, at = key; i < rows; i++, at += keys) {
        to[i] = lying[at];
      }
    }
  }

  private void turnBack(int rows) {
    for (int key = 0; key < keys; key++) {
      float[] ofKey = turned[key];
      for (int i = 0, at = key; i < rows; i++, at += keys) {
        lying[at] = ofKey[i];
      }
    }
  }

  private static void greater(float[] most, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      most[i] = Math.max(most[i], x[i]);
    }
  }

  /**
   * {@code exp(scale * (x - most))}, for results up to 1: the fourth power of a Pade approximant of
   * degrees 4 and 4. Within 1e-7 of the truth, but for rounding.
   */
  private static void powers(float[] x, float[] most, float scale, int n) {
    for (int i = 0; i < n; i++) {
      float y = FOURTH * Math.max(LEAST, scale * (x[i] - most[i]));
      float square = y * y;
      float even = Math.fma(Math.fma(square, C4, C2), square, 1);
      float odd = y * Math.fma(square, C3, C1);
      float power = (even + odd) / (even - odd);
      float again = power * power;
      x[i] = again * again;
    }
  }

  private static void invert(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = 1 / x[i];
    }
  }

  /** Turns slopes by the shares into those by the scores. */
  void backward(FloatBuffer shares, FloatBuffer slopes) {
    for (int from = 0; from < all; from += most) {
      int rows = Math.min(most, all - from);
      int n = rows * keys;
      shares.get(from * keys, other, 0, n);
      slopes.get(from * keys, lying, 0, n);
      TokenLoops.multiply(lying, other, n);
      sums(lying, keys, rows, row);
      less(lying, other, rows);
      slopes.put(from * keys, lying, 0, n);
    }
  }

  private static void sums(float[] values, int keys, int rows, float[] to) {
    for (int i = 0, at = 0; i < rows; i++, at += keys) {
      float even = 0;
      float odd = 0;
      int key = 1;
      for (; key < keys; key += 2) {
        even += values[at + key - 1];
        odd += values[at + key];
      }
      to[i] = key == keys ? even + odd + values[at + keys - 1] : even + odd;
    }
  }

  /** {@code scale * (products - shares * sums)}. */
  private void less(float[] products, float[] shares, int rows) {
    for (int i = 0, at = 0; i < rows; i++, at += keys) {
      float sum = row[i];
      for (int k = at; k < at + keys; k++) {
        products[k] = scale * (products[k] - shares[k] * sum);
      }
    }
  }

  private static final float FOURTH = 0.25f;
  private static final float C1 = 1f / 2;
  private static final float C2 = 3f / 28;
  private static final float C3 = 1f / 84;
  private static final float C4 = 1f / 1680;
}
