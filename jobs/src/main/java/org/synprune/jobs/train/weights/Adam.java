package org.synprune.jobs.train.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.synprune.pruning.Placement;

/**
 * Adam in PyTorch's form, on one array: {@code w -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t)
 * + eps)}. DJL's own adds epsilon to the uncorrected root, which is another algorithm.
 *
 * <p>The moments are kept divided by {@code 1 - b}, which saves a product for each of them.
 *
 * <p>Kingma and Ba 2015, with {@code b1 = 0.9, b2 = 0.999, eps = 1e-8}.
 */
public sealed interface Adam permits HostAdam, DeviceAdam {

  /** Decay of the mean of gradients. */
  double BETA1 = 0.9;

  /** Decay of the mean of their squares. */
  double BETA2 = 0.999;

  /** Added to the root of the latter. */
  double EPSILON = 1e-8;

  /**
   * Creates Adam with zero moments.
   *
   * @param manager owns what is kept on the device
   * @param weights the array to be optimised, {@code [networks, parameters]}
   * @param learningRate step size
   * @param placement where steps are computed
   * @return Adam before its first step
   */
  static Adam of(NDManager manager, NDArray weights, double learningRate, Placement placement) {
    return switch (placement) {
      case HOST -> new HostAdam(weights, learningRate);
      case DEVICE -> new DeviceAdam(manager, weights, learningRate);
    };
  }

  /**
   * Takes one step.
   *
   * @param weights changed in place
   * @param gradient same shape; left as it is
   */
  void step(NDArray weights, NDArray gradient);

  /**
   * Continues with some of the rows, and their moments.
   *
   * @param manager owns what is kept on the device
   * @param kept numbers of the rows, in their new order
   * @return Adam for an array of those rows
   */
  Adam ofRows(NDManager manager, int[] kept);

  /**
   * The two numbers of a step: {@code w -= rate * m / (sqrt(v) + epsilon)} with the moments as they
   * are kept.
   *
   * @param rate what the quotient is multiplied with
   * @param epsilon what is added to the root
   */
  record Factors(float rate, float epsilon) {

    /**
     * The numbers of one step.
     *
     * @param learningRate step size
     * @param step counted from 1
     * @return its numbers
     */
    public static Factors of(double learningRate, int step) {
      double correction1 = 1 - Math.pow(BETA1, step);
      double correction2 = 1 - Math.pow(BETA2, step);
      double root = Math.sqrt((1 - BETA2) / correction2);
      return new Factors(
          (float) (learningRate * (1 - BETA1) / correction1 / root), (float) (EPSILON / root));
    }
  }
}
