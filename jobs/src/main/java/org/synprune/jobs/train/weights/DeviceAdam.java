package org.synprune.jobs.train.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Adam by the engine's operations: nothing leaves the device. */
final class DeviceAdam implements Adam {

  private final NDManager manager;
  private final double learningRate;
  private final NDArray mean;
  private final NDArray variance;
  private final NDArray beta1;
  private final NDArray beta2;
  private int steps;

  DeviceAdam(NDManager manager, NDArray weights, double learningRate) {
    this(
        manager,
        learningRate,
        0,
        manager.zeros(weights.getShape()),
        manager.zeros(weights.getShape()));
  }

  private DeviceAdam(
      NDManager manager, double learningRate, int steps, NDArray mean, NDArray variance) {
    this.manager = manager;
    this.learningRate = learningRate;
    this.steps = steps;
    this.mean = mean;
    this.variance = variance;
    beta1 = number((float) BETA1);
    beta2 = number((float) BETA2);
  }

  /** Made on the device, which would have to wait for one that is sent there. */
  private NDArray number(float number) {
    return manager.full(new Shape(), number);
  }

  @Override
  public Adam ofRows(NDManager parent, int[] kept) {
    return new DeviceAdam(
        parent,
        learningRate,
        steps,
        NetworkRows.copy(parent, mean, kept),
        NetworkRows.copy(parent, variance, kept));
  }

  @Override
  public void step(NDArray weights, NDArray gradient) {
    steps++;
    Factors factors = Factors.of(learningRate, steps);
    mean.muli(beta1).addi(gradient);
    try (NDArray square = gradient.mul(gradient)) {
      variance.muli(beta2).addi(square);
    }
    try (NDArray root = variance.sqrt();
        NDArray epsilon = number(factors.epsilon());
        NDArray rate = number(factors.rate());
        NDArray quotient = mean.div(root.addi(epsilon))) {
      weights.subi(quotient.muli(rate));
    }
  }
}
