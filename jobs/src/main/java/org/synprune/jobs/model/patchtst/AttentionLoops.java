package org.synprune.jobs.model.patchtst;

import java.util.Arrays;

/**
 * One head of one network: scores, shares and what they mix, in loops over all tokens. Row {@code
 * r} of the shares is what each patch has for the one {@code r} places on, the first coming after
 * the last.
 */
final class AttentionLoops {

  /** Powers below that of this argument make no difference to a share. */
  private static final float LEAST = -24;

  private static final float FOURTH = 0.25f;
  private static final float C1 = 1f / 2;
  private static final float C2 = 3f / 28;
  private static final float C3 = 1f / 84;
  private static final float C4 = 1f / 1680;

  final HeadRows queries;
  final HeadRows keys;
  final HeadRows values;
  final HeadRows shares;

  /** What the values were mixed with: shares, some of them dropped. */
  final HeadRows kept;

  final HeadRows shareSlopes;

  /** What came out, and on the way back the slopes by that. */
  final HeadRows output;

  final HeadRows byQueries;
  final HeadRows byKeys;
  final HeadRows byValues;

  private final HeadRows turned;
  private final int windows;
  private final int tokens;
  private final float scale;
  private final float[] perToken;
  private final float[] further;
  private final float[] furtherStill;

  AttentionLoops(TokenShape shape) {
    int patches = Math.toIntExact(shape.patches());
    int each = Math.toIntExact(shape.each());
    windows = Math.toIntExact(shape.windows());
    tokens = patches * windows;
    scale = (float) (1 / Math.sqrt(each));
    queries = new HeadRows(each, tokens);
    keys = new HeadRows(each, tokens);
    values = new HeadRows(each, tokens);
    output = new HeadRows(each, tokens);
    byQueries = new HeadRows(each, tokens);
    byKeys = new HeadRows(each, tokens);
    byValues = new HeadRows(each, tokens);
    shares = new HeadRows(patches, tokens);
    kept = new HeadRows(patches, tokens);
    shareSlopes = new HeadRows(patches, tokens);
    turned = new HeadRows(patches, tokens);
    perToken = new float[tokens];
    further = new float[tokens];
    furtherStill = new float[tokens];
  }

  /** Each query's product with each key. */
  void scores() {
    products(queries, keys, shares);
  }

  /** Each token's product with each other token of its window. */
  private void products(HeadRows left, HeadRows right, HeadRows to) {
    for (int r = 0; r < to.rows(); r++) {
      float[] sum = to.row(r);
      Arrays.fill(sum, 0, tokens, 0);
      int i = 1;
      for (; i < left.rows(); i += 2) {
        float[] one = right.from(i - 1, r * windows, further);
        float[] other = right.from(i, r * windows, furtherStill);
        two(left.row(i - 1), left.row(i), one, other, sum, tokens);
      }
      if (i == left.rows()) {
        one(left.row(i - 1), right.from(i - 1, r * windows, further), sum, tokens);
      }
    }
  }

  private static void two(float[] a, float[] b, float[] c, float[] d, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] = Math.fma(a[i], c[i], Math.fma(b[i], d[i], sum[i]));
    }
  }

  private static void one(float[] a, float[] b, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] = Math.fma(a[i], b[i], sum[i]);
    }
  }

  /** Turns scores into shares. */
  void softmax() {
    System.arraycopy(shares.row(0), 0, perToken, 0, tokens);
    for (int r = 1; r < shares.rows(); r++) {
      greater(perToken, shares.row(r), tokens);
    }
    for (int r = 0; r < shares.rows(); r++) {
      powers(shares.row(r), perToken, scale, tokens);
    }
    Arrays.fill(perToken, 0);
    for (int r = 0; r < shares.rows(); r++) {
      TokenLoops.add(perToken, shares.row(r), tokens);
    }
    invert(perToken, tokens);
    for (int r = 0; r < shares.rows(); r++) {
      TokenLoops.multiply(shares.row(r), perToken, tokens);
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

  /** The values, each with its share. */
  void mix() {
    mix(shares, values, 1, output);
  }

  private void mix(HeadRows factors, HeadRows rows, int direction, HeadRows to) {
    for (int i = 0; i < to.rows(); i++) {
      float[] sum = to.row(i);
      Arrays.fill(sum, 0, tokens, 0);
      int r = 1;
      for (; r < factors.rows(); r += 2) {
        float[] one = rows.from(i, on(direction * (r - 1)), further);
        float[] other = rows.from(i, on(direction * r), furtherStill);
        two(factors.row(r - 1), factors.row(r), one, other, sum, tokens);
      }
      if (r == factors.rows()) {
        one(factors.row(r - 1), rows.from(i, on(direction * (r - 1)), further), sum, tokens);
      }
    }
  }

  private int on(int patches) {
    return Math.floorMod(patches * windows, tokens);
  }

  /** From the output's slopes to those of what the values were mixed with. */
  void shareSlopes() {
    products(output, values, shareSlopes);
  }

  /** From the shares' slopes to those of the scores, {@code shares * (slope - sum)}, scaled. */
  void scoreSlopes() {
    Arrays.fill(perToken, 0);
    for (int r = 0; r < shares.rows(); r++) {
      one(shares.row(r), shareSlopes.row(r), perToken, tokens);
    }
    for (int r = 0; r < shares.rows(); r++) {
      scoreSlope(shareSlopes.row(r), shares.row(r), perToken, scale, tokens);
    }
  }

  private static void scoreSlope(float[] slope, float[] share, float[] sum, float scale, int n) {
    for (int i = 0; i < n; i++) {
      slope[i] = scale * share[i] * (slope[i] - sum[i]);
    }
  }

  /** From the scores' slopes to those of queries, keys and values. */
  void slopes() {
    mix(shareSlopes, keys, 1, byQueries);
    turned.turnBack(shareSlopes, windows);
    mix(turned, queries, -1, byKeys);
    turned.turnBack(kept, windows);
    mix(turned, output, -1, byValues);
  }
}
