package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import org.synprune.jobs.train.network.EngineThread;

/** Adam as its paper has it (Kingma and Ba 2015, algorithm 1), on the gradient of an array. */
final class PlainAdam {

  private final NDArray array;
  private final double pace;
  private final double[] mean;
  private final double[] variance;
  private int steps;

  PlainAdam(NDArray array, double pace) {
    this.array = array;
    this.pace = pace;
    mean = new double[(int) array.size()];
    variance = new double[(int) array.size()];
  }

  NDArray array() {
    return array;
  }

  void step() {
    steps++;
    float[] values = array.toFloatArray();
    try (NDArray gradient = array.getGradient()) {
      float[] slopes = gradient.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        mean[i] = 0.9 * mean[i] + 0.1 * slopes[i];
        variance[i] = 0.999 * variance[i] + 0.001 * slopes[i] * slopes[i];
        double corrected = mean[i] / (1 - Math.pow(0.9, steps));
        double root = Math.sqrt(variance[i] / (1 - Math.pow(0.999, steps)));
        values[i] -= (float) (pace * corrected / (root + 1e-8));
      }
      gradient.subi(gradient);
    }
    set(array, values);
  }

  /** Sets an array's numbers, outside of any gradient. */
  static void set(NDArray array, float[] values) {
    EngineThread.run(
        () -> {
          array.set(FloatBuffer.wrap(values));
          return null;
        });
  }
}
