package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Adam in PyTorch's form, on one flat array: {@code w -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 -
 * b2^t) + eps)}. DJL's own adds epsilon to the uncorrected root, which is another algorithm.
 *
 * <p>Kingma and Ba 2015, with {@code b1 = 0.9, b2 = 0.999, eps = 1e-8}.
 */
final class Adam {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final float EPSILON = 1e-8f;

  private final NDManager manager;
  private final double learningRate;
  private final NDArray mean;
  private final NDArray variance;
  private final NDArray beta1;
  private final NDArray beta2;
  private final NDArray complement1;
  private final NDArray complement2;
  private final NDArray epsilon;
  private int steps;

  /**
   * Starts with zero moments.
   *
   * @param parent owns the moments and closes them
   * @param weights the array to be optimised
   * @param learningRate step size
   */
  Adam(NDManager parent, NDArray weights, double learningRate) {
    manager = parent.newSubManager();
    this.learningRate = learningRate;
    mean = manager.zeros(weights.getShape());
    variance = manager.zeros(weights.getShape());
    beta1 = manager.create((float) BETA1);
    beta2 = manager.create((float) BETA2);
    complement1 = manager.create((float) (1 - BETA1));
    complement2 = manager.create((float) (1 - BETA2));
    epsilon = manager.create(EPSILON);
  }

  /**
   * Takes one step.
   *
   * @param weights changed in place
   * @param gradient same shape; left as it is
   */
  void step(NDArray weights, NDArray gradient) {
    steps++;
    double correction1 = 1 - Math.pow(BETA1, steps);
    double correction2 = 1 - Math.pow(BETA2, steps);
    mean.muli(beta1);
    variance.muli(beta2);
    try (NDArray root = manager.create((float) Math.sqrt(correction2));
        NDArray rate = manager.create((float) (learningRate / correction1));
        NDArray first = gradient.mul(complement1);
        NDArray second = gradient.mul(gradient)) {
      mean.addi(first);
      variance.addi(second.muli(complement2));
      try (NDArray denominator = variance.sqrt()) {
        denominator.divi(root).addi(epsilon);
        try (NDArray update = mean.div(denominator)) {
          weights.subi(update.muli(rate));
        }
      }
    }
  }
}
