package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/** Draws the factors 0 and 1 / (1 - rate). */
final class DropoutMask {

  private static final long LANE = 0xFFFF;

  private final long threshold;
  private final float scale;
  private final RandomGenerator random;
  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

  DropoutMask(double rate, RandomGenerator random) {
    this.threshold = Math.min(LANE, Math.round(rate * (LANE + 1)));
    this.scale = (float) (1 / (1 - rate));
    this.random = random;
  }

  /**
   * Returns fresh factors of an array's shape, type and device. Their memory is the engine's own:
   * the engine reads it in the backward pass, when a Java buffer might be gone.
   */
  synchronized NDArray next(NDArray like) {
    fill(Math.toIntExact(like.size()));
    NDManager manager = like.getManager();
    Shape shape = like.getShape();
    try (NDArray kept = manager.create(bytes, shape, DataType.UINT8);
        NDArray factor = manager.create(scale)) {
      NDArray factors = kept.mul(factor);
      if (factors.getDataType() == like.getDataType()) {
        return factors;
      }
      try (factors) {
        return factors.toType(like.getDataType(), true);
      }
    }
  }

  /** Writes n bytes, 0 with probability threshold / 2^16, else 1; four for each long drawn. */
  private void fill(int n) {
    int padded = (n + 7) & ~7;
    if (bytes.capacity() < padded) {
      bytes = ByteBuffer.allocateDirect(padded).order(ByteOrder.LITTLE_ENDIAN);
    }
    bytes.clear();
    for (int i = 0; i < padded; i += 8) {
      bytes.putLong(i, quad(random.nextLong()) | quad(random.nextLong()) << 32);
    }
    bytes.limit(n);
  }

  private long quad(long drawn) {
    return keep(drawn & LANE)
        | keep(drawn >>> 16 & LANE) << 8
        | keep(drawn >>> 32 & LANE) << 16
        | keep(drawn >>> 48) << 24;
  }

  private long keep(long lane) {
    return 1 ^ (lane - threshold) >>> 63;
  }
}
