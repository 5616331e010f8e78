package org.synprune.jobs.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Prints the kernels of this process and what a product comes to. */
final class ProductPrinter {

  private static final int SIZE = 192;

  private ProductPrinter() {}

  public static void main(String[] args) {
    try (NDManager manager = PyTorch.manager(Device.cpu())) {
      NDArray values = manager.arange(0f, SIZE * SIZE).sin().reshape(new Shape(SIZE, SIZE));
      System.out.println(
          PyTorch.kernels() + " " + Arrays.hashCode(values.matMul(values).toFloatArray()));
    }
  }
}
