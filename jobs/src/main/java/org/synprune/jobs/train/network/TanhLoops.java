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
    return 0;
  }

  /** The output says it all, and is there as what the next step was fed with. */
  @Override
  public boolean keepsGates() {
    return false;
  }

  @Override
  public void forward(
      PassMemory pass, int step, FloatBuffer gates, Part part, FloatBuffer outputs, int to) {
    int n = part.size();
    gates.get(pass.shape().gate(part.network(), 0) + part.from(), gate, 0, n);
    PlainTangent.tanh(gate, output, n);
    outputs.put(to, output, 0, n);
  }

  @Override
  public void backward(
      PassMemory pass, int step, FloatBuffer slopes, FloatBuffer gates, Part part) {
    PassShape shape = pass.shape();
    int n = part.size();
    int at = shape.output(part.network()) + part.from();
    slopes.get(at, gate, 0, n);
    if (step == shape.steps() - 1) {
      pass.outputMemory().get(at, output, 0, n);
    } else {
      pass.fedMemory(step + 1).get(shape.state(part.network()) + part.from(), output, 0, n);
    }
    slope(gate, output, n);
    gates.put(shape.gate(part.network(), 0) + part.from(), gate, 0, n);
  }

  private static void slope(float[] slope, float[] h, int n) {
    for (int i = 0; i < n; i++) {
      slope[i] = slope[i] * (1 - h[i] * h[i]);
    }
  }
}
