package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Dropout of the networks of a stack, each by its own rule and from its own generator: what one
 * draws depends on nothing but how often it was asked before.
 */
final class StackDropout {

  /** Drops nothing. */
  static final StackDropout NONE = new StackDropout(List.of());

  private final List<Optional<DropoutSource>> masks;
  private final boolean any;
  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

  /**
   * Creates the dropout of a stack.
   *
   * @param masks for each network where its masks come from; nothing if it keeps all
   */
  StackDropout(List<Optional<DropoutSource>> masks) {
    this.masks = List.copyOf(masks);
    any = masks.stream().anyMatch(Optional::isPresent);
  }

  /** Whether any network drops anything. */
  boolean any() {
    return any;
  }

  /**
   * Tells which windows the next factors are for.
   *
   * @param windows their keys, one for each window of the batch
   */
  void begin(long[] windows) {
    masks.forEach(mask -> mask.ifPresent(source -> source.begin(windows)));
  }

  /**
   * Draws factors for one place of all networks.
   *
   * @param manager owns the array
   * @param shape of one network's activations, {@code [windows, ...]}
   * @return {@code [networks, shape...]}: 0 or 1 / (1 - rate), and 1 for those that keep all
   */
  NDArray factors(NDManager manager, Shape shape) {
    int each = Math.toIntExact(shape.size());
    int all = Math.multiplyExact(each, masks.size());
    if (bytes.capacity() < all) {
      bytes = ByteBuffer.allocateDirect(all);
    }
    bytes.clear();
    float[] scales = new float[masks.size()];
    for (int i = 0; i < scales.length; i++) {
      if (masks.get(i).isPresent()) {
        masks.get(i).get().draw(bytes, shape);
        scales[i] = masks.get(i).get().scale();
      } else {
        for (int j = 0; j < each; j++) {
          bytes.put((byte) 1);
        }
        scales[i] = 1;
      }
    }
    bytes.flip();
    Shape full = new Shape(masks.size()).addAll(shape);
    long[] perNetwork = new long[full.dimension()];
    Arrays.fill(perNetwork, 1);
    perNetwork[0] = scales.length;
    try (NDArray kept = manager.create(bytes, full, DataType.UINT8);
        NDArray scale = manager.create(scales, new Shape(perNetwork))) {
      NDArray factors = kept.toType(DataType.FLOAT32, true);
      factors.muli(scale);
      return factors;
    }
  }
}
