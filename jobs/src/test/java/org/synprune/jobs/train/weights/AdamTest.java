package org.synprune.jobs.train.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AdamTest {

  private static final Shape THREE = new Shape(1, 3);

  @Test
  void takesThePyTorchStep() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray start = manager.create(new float[] {1, 1, 1}, THREE);
      for (Adam adam : List.of(new HostAdam(start, 1e-3), new DeviceAdam(manager, start, 1e-3))) {
        NDArray weights = start.duplicate();
        // By hand: the first step is lr * g / (|g| + eps), whatever the size of g.
        adam.step(weights, manager.create(new float[] {2, -0.5f, 1e-8f}, THREE));
        assertThat(weights.toFloatArray())
            .containsExactly(new float[] {0.999f, 1.001f, 0.9995f}, Offset.offset(1e-6f));
        // Second step, g = 1: m = .9 * .2 + .1, v = .999 * .004 + .001, corrected by .19, .001999.
        adam.step(weights, manager.create(new float[] {1, 0, 0}, THREE));
        double m = (0.9 * 0.2 + 0.1) / 0.19;
        double v = (0.999 * 0.004 + 0.001) / 0.001999;
        assertThat((double) weights.toFloatArray()[0])
            .isCloseTo(0.999 - 1e-3 * m / Math.sqrt(v), Offset.offset(1e-6));
      }
    }
  }

  @Test
  void inMainMemoryItIsTheSameAsOnADeviceAlsoForSomeRowsOnly() {
    try (NDManager manager = NDManager.newBaseManager()) {
      SplittableRandom random = new SplittableRandom(1);
      NDArray first = normal(manager, random, new Shape(3, 3000));
      NDArray second = first.duplicate();
      Adam host = new HostAdam(first, 1e-3);
      Adam device = new DeviceAdam(manager, second, 1e-3);
      for (int step = 0; step < 5; step++) {
        NDArray gradient = normal(manager, random, new Shape(3, 3000));
        host.step(first, gradient);
        device.step(second, gradient);
      }
      assertThat(first.toFloatArray()).containsExactly(second.toFloatArray(), Offset.offset(1e-6f));
      int[] kept = {2, 0};
      host = host.ofRows(manager, kept);
      device = device.ofRows(manager, kept);
      first = NetworkRows.copy(manager, first, kept);
      second = NetworkRows.copy(manager, second, kept);
      for (int step = 0; step < 5; step++) {
        NDArray gradient = normal(manager, random, new Shape(2, 3000));
        host.step(first, gradient);
        device.step(second, gradient);
      }
      assertThat(first.toFloatArray()).containsExactly(second.toFloatArray(), Offset.offset(1e-6f));
    }
  }

  private static NDArray normal(NDManager manager, SplittableRandom random, Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, shape);
  }
}
