package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Adam in PyTorch's form, on one array: {@code w -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t)
 * + eps)}. DJL's own adds epsilon to the uncorrected root, which is another algorithm.
 *
 * <p>The moments are kept divided by {@code 1 - b}, which saves two passes over them.
 *
 * <p>Kingma and Ba 2015, with {@code b1 = 0.9, b2 = 0.999, eps = 1e-8}.
 */
final class Adam {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final NDManager manager;
  private final double learningRate;
  private final NDArray mean;
  private final NDArray variance;
  private final NDArray beta1;
  private final NDArray beta2;
  private int steps;

  /**
   * Starts with zero moments.
   *
   * @param parent owns the moments and closes them
   * @param weights the array to be optimised
   * @param learningRate step size
   */
  Adam(NDManager parent, NDArray weights, double learningRate) {
    this(parent, learningRate, 0, zeros(parent, weights), zeros(parent, weights));
  }

  private Adam(NDManager manager, double learningRate, int steps, NDArray mean, NDArray variance) {
    this.manager = manager;
    this.learningRate = learningRate;
    this.steps = steps;
    this.mean = mean;
    this.variance = variance;
    beta1 = manager.create((float) BETA1);
    beta2 = manager.create((float) BETA2);
  }

  private static NDArray zeros(NDManager manager, NDArray like) {
    return manager.zeros(like.getShape());
  }

  /**
   * Goes on with some rows of the weights only.
   *
   * @param parent owns the moments of those rows
   * @param kept numbers of the rows, in their new order
   * @return Adam for an array of those rows
   */
  Adam ofRows(NDManager parent, int[] kept) {
    return new Adam(
        parent, learningRate, steps, Rows.of(parent, mean, kept), Rows.of(parent, variance, kept));
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
    double root = Math.sqrt((1 - BETA2) / correction2);
    double rate = learningRate * (1 - BETA1) / correction1 / root;
    mean.muli(beta1).addi(gradient);
    try (NDArray square = gradient.mul(gradient)) {
      variance.muli(beta2).addi(square);
    }
    try (NDArray denominator = variance.sqrt();
        NDArray epsilon = manager.create((float) (EPSILON / root));
        NDArray factor = manager.create((float) rate);
        NDArray update = mean.div(denominator.addi(epsilon))) {
      weights.subi(update.muli(factor));
    }
  }
}
