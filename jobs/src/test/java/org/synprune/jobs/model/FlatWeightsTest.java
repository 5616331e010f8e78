package org.synprune.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.grid.Architecture;

class FlatWeightsTest {

  @Test
  void parametersGetTheirValuesInOrderAndGoOnBeingTrained() {
    ForecasterSpec spec = new ForecasterSpec(Architecture.LSTM, 3, 2, 4, 0.1, false);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Block block = Forecasters.build(spec, new SplittableRandom(1));
      block.initialize(manager, DataType.FLOAT32, Forecasters.inputShape(spec));
      long size = 0;
      for (Parameter parameter : block.getParameters().values()) {
        size += parameter.getArray().size();
      }
      float[] values = new float[Math.toIntExact(size)];
      for (int i = 0; i < values.length; i++) {
        values[i] = i + 0.5f;
      }
      FlatWeights.assign(values, block);
      int at = 0;
      for (Parameter parameter : block.getParameters().values()) {
        NDArray array = parameter.getArray();
        assertThat(array.hasGradient()).isEqualTo(parameter.requiresGradient());
        for (float value : array.toFloatArray()) {
          assertThat(value).isEqualTo(values[at]);
          at++;
        }
      }
      assertThat(at).isEqualTo(values.length);
    }
  }
}
