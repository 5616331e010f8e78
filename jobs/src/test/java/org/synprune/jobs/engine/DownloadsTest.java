package org.synprune.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class DownloadsTest {

  /** DJL copies an array whose numbers aren't in a row, as it copies one on a GPU. */
  @Test
  void noCopyStaysBehind() {
    try (NDManager manager = PyTorch.manager(Device.cpu())) {
      NDArray turned = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3)).transpose();
      int before = manager.getManagedArrays().size();
      assertThat(Downloads.floats(turned)).containsExactly(1, 4, 2, 5, 3, 6);
      assertThat(manager.getManagedArrays()).hasSize(before);
      // What it is for: the array's own method leaves its copy behind.
      turned.toFloatArray();
      assertThat(manager.getManagedArrays()).hasSizeGreaterThan(before);
      assertThat(turned.isReleased()).isFalse();
    }
  }
}
