package org.synprune.jobs.train.network;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * {@code i, f, o = sigmoid(gates)}, {@code g = tanh(gates)}, {@code c = f c' + i g}, {@code h = o
 * tanh(c)}; gates in PyTorch's order: input, forget, candidate, output.
 */
final class LstmLoops implements CellLoops {

  private static final int INPUT = 0;
  private static final int FORGET = 1;
  private static final int CANDIDATE = 2;
  private static final int OPENING = 3;
  private static final int GATES = 4;
  private static final int CELL = 4;
  private static final int SQUASHED = 5;
  private static final int REMEMBERED = 6;

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
  public void forward(
      PassMemory pass, int step, FloatBuffer gates, Part part, FloatBuffer outputs, int to) {
    PassShape shape = pass.shape();
    int n = part.size();
    int gate = shape.gate(part.network(), 0) + part.from();
    activate(gates, gate, input, n);
    activate(gates, gate + FORGET * shape.block(), forget, n);
    gates.get(gate + CANDIDATE * shape.block(), result, 0, n);
    PlainTangent.tanh(result, candidate, n);
    activate(gates, gate + OPENING * shape.block(), opening, n);
    cellBefore(pass, step, part);
    cell(forget, before, input, candidate, cell, n);
    PlainTangent.tanh(cell, squashed, n);
    product(opening, squashed, result, n);
    outputs.put(to, result, 0, n);
    FloatBuffer memory = pass.remembered(step);
    int at = shape.memory(part.network(), 0) + part.from();
    memory.put(at + INPUT * shape.block(), input, 0, n);
    memory.put(at + FORGET * shape.block(), forget, 0, n);
    memory.put(at + CANDIDATE * shape.block(), candidate, 0, n);
    memory.put(at + OPENING * shape.block(), opening, 0, n);
    memory.put(at + CELL * shape.block(), cell, 0, n);
    memory.put(at + SQUASHED * shape.block(), squashed, 0, n);
  }

  private void activate(FloatBuffer gates, int from, float[] to, int n) {
    gates.get(from, result, 0, n);
    PlainTangent.sigmoid(result, to, n);
  }

  private void cellBefore(PassMemory pass, int step, Part part) {
    if (step == 0) {
      Arrays.fill(before, 0, part.size(), 0);
    } else {
      int at = pass.shape().memory(part.network(), CELL) + part.from();
      pass.remembered(step - 1).get(at, before, 0, part.size());
    }
  }

  private static void cell(float[] f, float[] before, float[] i, float[] g, float[] c, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = f[j] * before[j] + i[j] * g[j];
    }
  }

  private static void product(float[] a, float[] b, float[] to, int n) {
    for (int j = 0; j < n; j++) {
      to[j] = a[j] * b[j];
    }
  }

  @Override
  public void backward(PassMemory pass, int step, FloatBuffer slopes, Part part) {
    PassShape shape = pass.shape();
    int n = part.size();
    FloatBuffer memory = pass.remembered(step);
    int at = shape.memory(part.network(), 0) + part.from();
    memory.get(at + INPUT * shape.block(), input, 0, n);
    memory.get(at + FORGET * shape.block(), forget, 0, n);
    memory.get(at + CANDIDATE * shape.block(), candidate, 0, n);
    memory.get(at + OPENING * shape.block(), opening, 0, n);
    memory.get(at + SQUASHED * shape.block(), squashed, 0, n);
    cellBefore(pass, step, part);
    int block = shape.output(part.network()) + part.from();
    slopes.get(block, slope, 0, n);
    if (step == shape.steps() - 1) {
      Arrays.fill(cell, 0, n, 0);
    } else {
      System.arraycopy(pass.carried(), block, cell, 0, n);
    }
    FloatBuffer gates = pass.slopesMemory();
    int gate = shape.gate(part.network(), 0) + part.from();
    ofSigmoid(slope, squashed, opening, result, n);
    gates.put(gate + OPENING * shape.block(), result, 0, n);
    ofCell(slope, opening, squashed, cell, n);
    ofSigmoid(cell, candidate, input, result, n);
    gates.put(gate + INPUT * shape.block(), result, 0, n);
    ofSigmoid(cell, before, forget, result, n);
    gates.put(gate + FORGET * shape.block(), result, 0, n);
    ofTangent(cell, input, candidate, result, n);
    gates.put(gate + CANDIDATE * shape.block(), result, 0, n);
    product(cell, forget, result, n);
    System.arraycopy(result, 0, pass.carried(), block, n);
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
