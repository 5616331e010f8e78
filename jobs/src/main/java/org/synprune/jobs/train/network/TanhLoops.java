package org.synprune.jobs.train.network;

import java.nio.FloatBuffer;

/** {@code h = tanh(gates)}. */
final class TanhLoops implements CellLoops {

  private final float[] gate = new float[CHUNK];
  private final float[] output = new float[CHUNK];

  @Override
  public int gates() {
    return 1;
  }

  @Override
  public int remembered() {
    return 1;
  }

  @Override
  public void forward(
      PassMemory pass, int step, FloatBuffer gates, Part part, FloatBuffer outputs, int to) {
    PassShape shape = pass.shape();
    int n = part.size();
    gates.get(shape.gate(part.network(), 0) + part.from(), gate, 0, n);
    PlainTangent.tanh(gate, output, n);
    outputs.put(to, output, 0, n);
    pass.remembered(step).put(shape.memory(part.network(), 0) + part.from(), output, 0, n);
  }

  @Override
  public void backward(PassMemory pass, int step, FloatBuffer slopes, Part part) {
    PassShape shape = pass.shape();
    int n = part.size();
    slopes.get(shape.output(part.network()) + part.from(), gate, 0, n);
    pass.remembered(step).get(shape.memory(part.network(), 0) + part.from(), output, 0, n);
    slope(gate, output, n);
    pass.slopesMemory().put(shape.gate(part.network(), 0) + part.from(), gate, 0, n);
  }

  private static void slope(float[] slope, float[] h, int n) {
    for (int i = 0; i < n; i++) {
      slope[i] = slope[i] * (1 - h[i] * h[i]);
    }
  }
}
