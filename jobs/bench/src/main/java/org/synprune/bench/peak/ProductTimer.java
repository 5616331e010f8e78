package org.synprune.bench.peak;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.peak.StepProduct.Turned;
import org.synprune.bench.steps.StepTimer;
import org.synprune.jobs.engine.PyTorch;

/**
 * Times the engine's matrix products of our training steps by themselves: the same shapes as often,
 * with nothing between them, on operands that stay where they are. It is what a step would take if
 * all the rest of it took no time.
 *
 * @param networks how many are side by side
 */
public record ProductTimer(int networks) implements StepTimer {

  @Override
  public double millis(TrainingCase cell, int batches) {
    try (NDManager manager = PyTorch.manager(Device.cpu())) {
      List<Operands> all =
          StepProduct.of(cell, networks).stream()
              .map(product -> Operands.of(product, manager))
              .toList();
      all.forEach(Operands::multiply);
      long start = System.nanoTime();
      for (int i = 0; i < batches; i++) {
        all.forEach(Operands::multiply);
      }
      return (System.nanoTime() - start) * 1e-6 / batches / networks;
    }
  }

  private record Operands(NDArray left, NDArray right, int times) {

    private static Operands of(StepProduct product, NDManager manager) {
      NDArray left =
          matrices(manager, product, product.m(), product.k(), product.turned() == Turned.LEFT);
      NDArray right =
          matrices(manager, product, product.k(), product.n(), product.turned() == Turned.RIGHT);
      return new Operands(left, right, product.times());
    }

    private static NDArray matrices(
        NDManager manager, StepProduct product, long rows, long columns, boolean turned) {
      return turned
          ? manager
              .randomUniform(-1, 1, new Shape(product.matrices(), columns, rows))
              .transpose(0, 2, 1)
          : manager.randomUniform(-1, 1, new Shape(product.matrices(), rows, columns));
    }

    private void multiply() {
      for (int i = 0; i < times; i++) {
        left.batchMatMul(right).close();
      }
    }
  }
}
