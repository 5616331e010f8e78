package org.synprune.bench.steps;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.synprune.bench.figure.Spread;
import org.synprune.jobs.engine.PyTorch;

/** What one thread of this machine makes of a large single-precision matrix product. */
public final class MatrixPeak implements AutoCloseable {

  private static final int SIZE = 1024;
  private static final int PRODUCTS = 7;
  private static final double FLOP = 2.0 * SIZE * SIZE * SIZE;

  private final NDManager manager = PyTorch.manager(Device.cpu());
  private final NDArray left = manager.randomUniform(-1, 1, new Shape(SIZE, SIZE));
  private final NDArray right = manager.randomUniform(-1, 1, new Shape(SIZE, SIZE));

  /** Median of a few products, in GFLOP/s. */
  public double gigaflops() {
    double[] all = new double[PRODUCTS];
    for (int i = 0; i < PRODUCTS; i++) {
      long start = System.nanoTime();
      left.matMul(right).close();
      all[i] = FLOP / (System.nanoTime() - start);
    }
    return Spread.of(all).median();
  }

  @Override
  public void close() {
    manager.close();
  }
}
