package org.synprune.jobs.train.network;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * {@code i, f, o = sigmoid(gates)}, {@code g = tanh(gates)}, {@code c = f c' + i g}, {@code h = o
 * tanh(c)}; gates in PyTorch's order: input, forget, candidate, output.
 */
final class LstmLoops implements CellLoops {

  static final int FORGET = 1;
  static final int CANDIDATE = 2;
  static final int OPENING = 3;
  private static final int GATES = 4;
  private static final int REMEMBERED = 1;

  private final float[] input = new float[CHUNK];
  private final float[] forget = new float[CHUNK];
  private final float[] candidate = new float[CHUNK];
  private final float[] opening = new float[CHUNK];
  private final float[] cell = new float[CHUNK];
  private final float[] squashed = new float[CHUNK];
  private final float[] before = new float[CHUNK];
  private final float[] slope = new float[CHUNK];
  private final float[] result = new float[CHUNK];

  @Override
  public int gates() {
    return GATES;
  }

  @Override
  public int remembered() {
    return REMEMBERED;
  }

  @Override
  public boolean keepsGates() {
    return true;
  }

  @Override
  public void forward(
      PassMemory pass, int step, FloatBuffer gates, Part part, FloatBuffer outputs, int to) {
    int n = part.size();
    int block = pass.shape().block();
    int gate = pass.shape().gate(part.network(), 0) + part.from();
    activate(gates, gate, input, n);
    activate(gates, gate + FORGET * block, forget, n);
    gates.get(gate + CANDIDATE * block, result, 0, n);
    PlainTangent.tanh(result, candidate, n);
    gates.put(gate + CANDIDATE * block, candidate, 0, n);
    activate(gates, gate + OPENING * block, opening, n);
    cellBefore(pass, step, part);
    cell(forget, before, input, candidate, cell, n);
    pass.remembered(step).put(pass.shape().output(part.network()) + part.from(), cell, 0, n);
    PlainTangent.tanh(cell, squashed, n);
    product(opening, squashed, result, n);
    outputs.put(to, result, 0, n);
  }

  private void activate(FloatBuffer gates, int at, float[] to, int n) {
    gates.get(at, result, 0, n);
    PlainTangent.sigmoid(result, to, n);
    gates.put(at, to, 0, n);
  }

  private void cellBefore(PassMemory pass, int step, Part part) {
    if (step == 0) {
      Arrays.fill(before, 0, part.size(), 0);
    } else {
      int at = pass.shape().output(part.network()) + part.from();
      pass.remembered(step - 1).get(at, before, 0, part.size());
    }
  }

  /** {@code c = f c' + i g} of the first n. */
  static void cell(float[] f, float[] before, float[] i, float[] g, float[] c, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = f[j] * before[j] + i[j] * g[j];
    }
  }

  /** {@code a b} of the first n. */
  static void product(float[] a, float[] b, float[] to, int n) {
    for (int j = 0; j < n; j++) {
      to[j] = a[j] * b[j];
    }
  }

  @Override
  public void backward(
      PassMemory pass, int step, FloatBuffer slopes, FloatBuffer gates, Part part) {
    int n = part.size();
    int block = pass.shape().block();
    int at = pass.shape().output(part.network()) + part.from();
    int gate = pass.shape().gate(part.network(), 0) + part.from();
    slopes.get(at, slope, 0, n);
    gates.get(gate + OPENING * block, opening, 0, n);
    // As it was on the way forward, and cheaper than to read it again.
    pass.remembered(step).get(at, cell, 0, n);
    PlainTangent.tanh(cell, squashed, n);
    ofSigmoid(slope, squashed, opening, result, n);
    gates.put(gate + OPENING * block, result, 0, n);
    if (step == pass.shape().steps() - 1) {
      Arrays.fill(cell, 0, n, 0);
    } else {
      System.arraycopy(pass.carried(), at, cell, 0, n);
    }
    ofCell(slope, opening, squashed, cell, n);
    gates.get(gate, input, 0, n);
    gates.get(gate + CANDIDATE * block, candidate, 0, n);
    ofSigmoid(cell, candidate, input, result, n);
    gates.put(gate, result, 0, n);
    ofTangent(cell, input, candidate, result, n);
    gates.put(gate + CANDIDATE * block, result, 0, n);
    gates.get(gate + FORGET * block, forget, 0, n);
    cellBefore(pass, step, part);
    ofSigmoid(cell, before, forget, result, n);
    gates.put(gate + FORGET * block, result, 0, n);
    product(cell, forget, result, n);
    System.arraycopy(result, 0, pass.carried(), at, n);
  }

  /** Slope by a gate whose sigmoid s was a factor of the other. */
  private static void ofSigmoid(float[] slope, float[] other, float[] s, float[] to, int n) {
    for (int j = 0; j < n; j++) {
      to[j] = slope[j] * other[j] * (s[j] * (1 - s[j]));
    }
  }

  /** Slope by a gate whose tangent t was a factor of the other. */
  private static void ofTangent(float[] slope, float[] other, float[] t, float[] to, int n) {
    for (int j = 0; j < n; j++) {
      to[j] = slope[j] * other[j] * (1 - t[j] * t[j]);
    }
  }

  /** By c: what comes through this step's output, and from the step after. */
  private static void ofCell(float[] slope, float[] o, float[] t, float[] cell, int n) {
    for (int j = 0; j < n; j++) {
      cell[j] = slope[j] * o[j] * (1 - t[j] * t[j]) + cell[j];
    }
  }
}
