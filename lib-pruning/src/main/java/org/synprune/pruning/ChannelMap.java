package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the channels of a layer are in an array.
 *
 * @param axis the dimension along which they lie
 * @param channels the channel at each index of that dimension
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ChannelMap(int axis, int[] channels) {

  /** Further than any of the numbers that a probe begins with, so that a maximum moves, too. */
  private static final float FAR = 5;

  /** Returns the channels of a layer's output in their order. */
  static ChannelMap identity(int axis, long channels) {
    int[] all = new int[Math.toIntExact(channels)];
    Arrays.setAll(all, i -> i);
    return new ChannelMap(axis, all);
  }

  /** Returns numbers for an array with these channels: 1 for chosen indices, 0 for others. */
  NDArray indicator(NDArray like, boolean[] chosen) {
    long[] shape = new long[like.getShape().dimension()];
    Arrays.fill(shape, 1);
    shape[axis] = chosen.length;
    float[] numbers = new float[chosen.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = chosen[i] ? 1 : 0;
    }
    return like.getManager().create(numbers, new Shape(shape));
  }

  /** Returns which indices hold a channel. */
  boolean[] holding(int channel) {
    boolean[] holding = new boolean[channels.length];
    for (int i = 0; i < holding.length; i++) {
      holding[i] = channels[i] == channel;
    }
    return holding;
  }

  /**
   * Finds where the channels are behind a block without parameters, by changing them: each number
   * that comes out has to depend on one channel alone.
   *
   * @param step the block
   * @param like an input of its shape
   * @return where they are; empty if the block mixes them
   */
  Optional<ChannelMap> behind(BlockStep step, NDArray like) {
    int n = channels.length;
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(n - 1));
    NDArray x = like.getManager().randomUniform(-1, 1, like.getShape());
    NDArray base = step.forward(x);
    NDArray change = x.getManager().randomUniform(FAR, FAR + 1, x.getShape());
    int[] sources = new int[Math.toIntExact(base.size())];
    for (int bit = 0; bit < bits; bit++) {
      boolean[] with = new boolean[n];
      boolean[] without = new boolean[n];
      for (int i = 0; i < n; i++) {
        with[i] = (i >> bit & 1) == 1;
        without[i] = !with[i];
      }
      boolean[] one = changed(step, x, base, change.mul(indicator(x, with)));
      boolean[] other = changed(step, x, base, change.mul(indicator(x, without)));
      for (int i = 0; i < sources.length; i++) {
        if (one[i] == other[i]) {
          return Optional.empty();
        }
        sources[i] |= one[i] ? 1 << bit : 0;
      }
    }
    return along(base.getShape(), sources);
  }

  private static boolean[] changed(BlockStep step, NDArray x, NDArray base, NDArray change) {
    NDArray y = step.forward(x.add(change));
    return y.neq(base).toType(DataType.BOOLEAN, false).flatten().toBooleanArray();
  }

  /** Finds the dimension whose index alone says which channel a number is of. */
  private Optional<ChannelMap> along(Shape shape, int... sources) {
    for (int candidate = 1; candidate < shape.dimension(); candidate++) {
      int size = Math.toIntExact(shape.get(candidate));
      int inner = Math.toIntExact(shape.slice(candidate + 1).size());
      int[] found = new int[size];
      Arrays.fill(found, -1);
      boolean fits = true;
      for (int i = 0; i < sources.length && fits; i++) {
        int at = i / inner % size;
        fits = found[at] < 0 || found[at] == sources[i];
        found[at] = sources[i];
      }
      if (fits) {
        return Optional.of(
            new ChannelMap(candidate, Arrays.stream(found).map(i -> channels[i]).toArray()));
      }
    }
    return Optional.empty();
  }
}
