package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.Initializer;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.train.network.Autograd;

class FlatParametersTest {

  @Test
  void viewsShareOneArrayAndGatherExactGradients() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block linear = Linear.builder().setUnits(2).build();
      linear.setInitializer(Initializer.ZEROS, parameter -> true);
      linear.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
      float[] initial = {1, 2, 3, 4, 5, 6, 7, 8};
      FlatParameters parameters = new FlatParameters(manager, linear, initial);

      for (int repeat = 1; repeat <= 3; repeat++) {
        float[] gradient =
            Autograd.recording(
                () -> {
                  NDArray input = manager.create(new float[] {1, 10, 100}, new Shape(1, 3));
                  NDArray sum =
                      linear
                          .forward(parameters.training(), new NDList(input), true)
                          .singletonOrThrow()
                          .sum();
                  Autograd.backward(sum);
                  try (NDArray taken = parameters.takeGradient()) {
                    return taken.toFloatArray();
                  }
                });
        assertThat(gradient).containsExactly(1, 10, 100, 1, 10, 100, 1, 1);
      }

      try (NDArray one = manager.ones(new Shape(8))) {
        parameters.values().addi(one);
      }
      NDArray input = manager.create(new float[] {1, 0, 0}, new Shape(1, 3));
      float[] output =
          linear.forward(parameters.inference(), new NDList(input), false).head().toFloatArray();
      assertThat(output).containsExactly(2 + 8, 5 + 9);

      float[] saved = parameters.snapshot();
      parameters.values().muli(0);
      parameters.restore(saved);
      assertThat(parameters.byPath().get("weight").toFloatArray())
          .containsExactly(2, 3, 4, 5, 6, 7);
    }
  }
}
