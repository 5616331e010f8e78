package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;

/**
 * Adam on the CPU: one pass over the engine's memory, a few thousand weights at a time, where the
 * engine's operations would take ten.
 */
final class HostAdam implements Adam {

  private static final int CHUNK = 2048;

  private final double learningRate;
  private final int columns;
  private final float[] mean;
  private final float[] variance;
  private final float[] weightChunk = new float[CHUNK];
  private final float[] slopeChunk = new float[CHUNK];
  private int steps;

  HostAdam(NDArray weights, double learningRate) {
    this(
        learningRate,
        0,
        Math.toIntExact(weights.size() / weights.getShape().get(0)),
        new float[Math.toIntExact(weights.size())],
        new float[Math.toIntExact(weights.size())]);
  }

  private HostAdam(double learningRate, int steps, int columns, float[] mean, float[] variance) {
    this.learningRate = learningRate;
    this.steps = steps;
    this.columns = columns;
    this.mean = mean;
    this.variance = variance;
  }

  @Override
  public Adam ofRows(NDManager manager, int[] kept) {
    return new HostAdam(learningRate, steps, columns, rows(mean, kept), rows(variance, kept));
  }

  private float[] rows(float[] matrix, int[] kept) {
    float[] chosen = new float[kept.length * columns];
    for (int i = 0; i < kept.length; i++) {
      System.arraycopy(matrix, kept[i] * columns, chosen, i * columns, columns);
    }
    return chosen;
  }

  @Override
  public void step(NDArray weights, NDArray gradient) {
    steps++;
    Factors factors = Factors.of(learningRate, steps);
    FloatBuffer values = weights.toByteBuffer(true).asFloatBuffer();
    FloatBuffer slopes = gradient.toByteBuffer(true).asFloatBuffer();
    for (int from = 0; from < mean.length; from += CHUNK) {
      int n = Math.min(CHUNK, mean.length - from);
      values.get(from, weightChunk, 0, n);
      slopes.get(from, slopeChunk, 0, n);
      step(from, n, factors.rate(), factors.epsilon());
      values.put(from, weightChunk, 0, n);
    }
  }

  /** Loops that a compiler turns into vectors: one array written in each. */
  private void step(int from, int n, float rate, float epsilon) {
    float beta1 = (float) BETA1;
    float beta2 = (float) BETA2;
    for (int i = 0; i < n; i++) {
      mean[from + i] = beta1 * mean[from + i] + slopeChunk[i];
    }
    for (int i = 0; i < n; i++) {
      variance[from + i] = beta2 * variance[from + i] + slopeChunk[i] * slopeChunk[i];
    }
    for (int i = 0; i < n; i++) {
      float root = (float) Math.sqrt(variance[from + i]);
      weightChunk[i] -= rate * (mean[from + i] / (root + epsilon));
    }
  }
}
