package org.synprune.jobs.train.weights;

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

  /** Moments by row and chunk: loops that begin at 0 in every array are turned into vectors. */
  private final float[][][] mean;

  private final float[][][] variance;
  private final float[] weightChunk = new float[CHUNK];
  private final float[] slopeChunk = new float[CHUNK];
  private int steps;

  HostAdam(NDArray weights, double learningRate) {
    this(
        learningRate,
        0,
        Math.toIntExact(weights.getShape().get(1)),
        zeros(weights.getShape().get(0), weights.getShape().get(1)),
        zeros(weights.getShape().get(0), weights.getShape().get(1)));
  }

  private HostAdam(
      double learningRate, int steps, int columns, float[][][] mean, float[][][] variance) {
    this.learningRate = learningRate;
    this.steps = steps;
    this.columns = columns;
    this.mean = mean;
    this.variance = variance;
  }

  private static float[][][] zeros(long rows, long columns) {
    return new float[(int) rows][(int) ((columns + CHUNK - 1) / CHUNK)][CHUNK];
  }

  @Override
  public Adam ofRows(NDManager manager, int[] kept) {
    return new HostAdam(learningRate, steps, columns, rows(mean, kept), rows(variance, kept));
  }

  private static float[][][] rows(float[][][] moments, int[] kept) {
    float[][][] chosen = new float[kept.length][moments[0].length][];
    for (int i = 0; i < kept.length; i++) {
      for (int j = 0; j < chosen[i].length; j++) {
        chosen[i][j] = moments[kept[i]][j].clone();
      }
    }
    return chosen;
  }

  @Override
  public void step(NDArray weights, NDArray gradient) {
    steps++;
    Factors factors = Factors.of(learningRate, steps);
    FloatBuffer values = weights.toByteBuffer(true).asFloatBuffer();
    FloatBuffer slopes = gradient.toByteBuffer(true).asFloatBuffer();
    for (int row = 0; row < mean.length; row++) {
      for (int chunk = 0; chunk < mean[row].length; chunk++) {
        int from = row * columns + chunk * CHUNK;
        int n = Math.min(CHUNK, columns - chunk * CHUNK);
        values.get(from, weightChunk, 0, n);
        slopes.get(from, slopeChunk, 0, n);
        step(weightChunk, slopeChunk, mean[row][chunk], variance[row][chunk], n, factors);
        values.put(from, weightChunk, 0, n);
      }
    }
  }

  private static void step(
      float[] weights, float[] slopes, float[] mean, float[] variance, int n, Factors factors) {
    float beta1 = (float) BETA1;
    float beta2 = (float) BETA2;
    float rate = factors.rate();
    float epsilon = factors.epsilon();
    for (int i = 0; i < n; i++) {
      mean[i] = beta1 * mean[i] + slopes[i];
    }
    for (int i = 0; i < n; i++) {
      variance[i] = beta2 * variance[i] + slopes[i] * slopes[i];
    }
    for (int i = 0; i < n; i++) {
      weights[i] -= rate * (mean[i] / ((float) Math.sqrt(variance[i]) + epsilon));
    }
  }
}
