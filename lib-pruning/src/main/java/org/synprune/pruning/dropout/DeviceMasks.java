package org.synprune.pruning.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * Draws the masks of some networks on a device, by operations of the engine: the answers that their
 * {@link CounterMask}s give, of all networks at once. Nothing is sent to the device for a step, and
 * it needn't be waited for. It takes about 40 operations, whatever is drawn: draw all of a step at
 * once and share it out.
 *
 * <p>For a training loop of your own. Not thread-safe.
 */
public final class DeviceMasks {

  private static final float SHIFTED = 0x1p-16f;
  private static final int HALF = 1 << CounterHash.HALF;

  private final NDManager manager;
  private final NDArray low;
  private final NDArray high;
  private final NDArray limits;
  private final NDArray scales;
  private final NDArray one;
  private final NDArray half;
  private final NDArray shifted;
  private final NDArray stride;
  private final NDArray lowStep;
  private final NDArray highStep;
  private final Map<Integer, NDArray> ramps = new HashMap<>();

  /**
   * Takes over the masks' state. From now on call {@link #next} for both, or for one of them only.
   *
   * @param parent makes arrays on the device; all that stay are closed with it
   * @param masks of the networks
   */
  public DeviceMasks(NDManager parent, List<CounterMask> masks) {
    manager = parent;
    low = ints(masks, CounterMask::low);
    high = ints(masks, CounterMask::high);
    limits = ints(masks, CounterMask::limit).reshape(masks.size(), 1, 1, 1);
    scales = floats(masks, CounterMask::scale);
    one = manager.create(1);
    half = manager.create(HALF);
    shifted = manager.create(SHIFTED);
    stride = manager.create(CounterHash.STRIDE);
    lowStep = manager.create(CounterMask.LOW_STEP);
    highStep = manager.create(CounterMask.HIGH_STEP);
  }

  private NDArray ints(List<CounterMask> masks, ToIntFunction<CounterMask> number) {
    return manager.create(masks.stream().mapToInt(number).toArray(), new Shape(masks.size(), 1));
  }

  private NDArray floats(List<CounterMask> masks, ToDoubleFunction<CounterMask> number) {
    float[] values = new float[masks.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) number.applyAsDouble(masks.get(i));
    }
    return manager.create(values, new Shape(values.length, 1));
  }

  /** Goes on to the next step. */
  public void next() {
    low.addi(lowStep);
    high.addi(highStep);
  }

  /**
   * Draws the first blocks of all networks.
   *
   * @param scope owns the result
   * @param blocks how many blocks of {@link CounterMask#BLOCK} elements each
   * @return factors, {@code [networks, blocks * BLOCK]}
   */
  public NDArray draw(NDManager scope, int blocks) {
    try (NDManager own = manager.newSubManager()) {
      NDArray x = ramp(blocks).add(low);
      x.attach(own);
      x = turned(product(x)).addi(high);
      x = turned(product(x)).addi(low);
      x = product(x);
      NDArray lows = x.mod(half);
      Shape words = new Shape(low.getShape().get(0), blocks, 1, CounterMask.WORDS);
      NDArray lanes = highs(x, lows).reshape(words).concat(lows.reshape(words), 2);
      NDArray factors =
          lanes
              .gte(limits)
              .toType(DataType.FLOAT32, false)
              .reshape(words.get(0), (long) blocks * CounterMask.BLOCK)
              .muli(scales);
      factors.attach(scope);
      return factors;
    }
  }

  /** States of the words before the key is added, {@code [1, words]}; kept. */
  private NDArray ramp(int blocks) {
    return ramps.computeIfAbsent(
        blocks,
        many -> {
          try (NDManager own = manager.newSubManager()) {
            // In two parts, as the engine counts in floats, which are exact up to 2^24.
            NDArray inBlock = own.arange(0, CounterMask.WORDS, 1, DataType.INT32);
            NDArray firsts = own.arange(0, many, 1, DataType.INT32).reshape(many, 1);
            NDArray size = own.full(new Shape(), CounterMask.WORDS, DataType.INT32);
            NDArray ramp =
                firsts
                    .mul(size)
                    .add(inBlock)
                    .muli(stride)
                    .reshape(1, (long) many * CounterMask.WORDS);
            ramp.attach(manager);
            return ramp;
          }
        });
  }

  /** {@code x (2x + 1)}; the argument is closed. */
  private NDArray product(NDArray x) {
    try (x) {
      return x.add(x).addi(one).muli(x);
    }
  }

  /** Swaps the halves; the argument is closed. */
  private NDArray turned(NDArray x) {
    NDArray lows = x.mod(half);
    try (x;
        NDArray highs = highs(x, lows)) {
      return lows.muli(half).addi(highs);
    }
  }

  /** The high halves, without a sign: what is left is a multiple of 2^16, which floats hold. */
  private NDArray highs(NDArray x, NDArray lows) {
    try (NDArray rest = x.sub(lows);
        NDArray real = rest.toType(DataType.FLOAT32, false);
        NDArray signed = real.muli(shifted).toType(DataType.INT32, false)) {
      return signed.mod(half);
    }
  }
}
