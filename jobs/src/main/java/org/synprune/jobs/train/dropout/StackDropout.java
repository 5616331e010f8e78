package org.synprune.jobs.train.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.engine.Downloads;
import org.synprune.jobs.model.patchtst.ForecasterDropout;
import org.synprune.pruning.Placement;

/**
 * Dropout of the networks of a stack, each by its own rule and from its own generator: what one
 * draws doesn't depend on the others. Networks that drop do so in one way: by counted masks, by
 * masks of windows, or by factors that are learned.
 */
public final class StackDropout implements ForecasterDropout {

  /** Drops nothing. */
  public static final StackDropout NONE = new StackDropout(List.of(), null, null);

  private final List<DropoutSource> sources;
  private final boolean any;
  private final boolean learns;
  private final @Nullable CountedDropout counted;

  /** Sums up what networks learn, where that is done on a device. */
  private final @Nullable LearnedSums sums;

  /** What was drawn since the last {@link #learn}, if networks learn their rates. */
  private final List<NDArray> drawn = new ArrayList<>();

  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
  private ByteBuffer floats = ByteBuffer.allocateDirect(0);

  /**
   * Creates the dropout of a stack.
   *
   * @param sources for each network where its dropout comes from
   * @param placement where counted masks are drawn, and slopes of what is learned are summed up
   * @param manager of the device's arrays; owns what is kept there
   * @return its dropout
   * @throws IllegalArgumentException if networks drop in several ways
   */
  public static StackDropout of(
      List<DropoutSource> sources, Placement placement, NDManager manager) {
    boolean counts = sources.stream().anyMatch(DropoutSource.Counted.class::isInstance);
    return new StackDropout(
        sources,
        counts ? new CountedDropout(sources, placement, manager) : null,
        placement == Placement.DEVICE ? new LearnedSums(manager) : null);
  }

  private StackDropout(
      List<DropoutSource> sources, @Nullable CountedDropout counted, @Nullable LearnedSums sums) {
    this.sources = List.copyOf(sources);
    this.counted = counted;
    this.sums = sums;
    List<Class<?>> ways = new ArrayList<>();
    for (DropoutSource source : sources) {
      if (source != DropoutSource.NONE && !ways.contains(source.getClass())) {
        ways.add(source.getClass());
      }
    }
    if (ways.size() > 1) {
      throw new IllegalArgumentException("networks of a stack drop in several ways: " + ways);
    }
    any = !ways.isEmpty();
    learns = ways.contains(LearnedDropout.class);
  }

  @Override
  public boolean any() {
    return any;
  }

  @Override
  public boolean learns() {
    return learns;
  }

  @Override
  public @Nullable Counted counted() {
    return counted;
  }

  @Override
  public void nextPass() {
    if (counted != null) {
      counted.nextPass();
    }
  }

  /**
   * Sets which windows the next factors are for.
   *
   * @param windows their keys, one for each window of the batch
   */
  public void begin(long[] windows) {
    for (DropoutSource source : sources) {
      if (source instanceof DropoutSource.ByWindow masks) {
        masks.begin(windows);
      }
    }
  }

  /**
   * Draws factors for one place of all networks.
   *
   * @param manager owns the array
   * @param shape of one network's activations, {@code [windows, ...]}
   * @return {@code [networks, shape...]}: 0 or 1 / (1 - rate), what a learned dropout draws, and 1
   *     for those that keep all
   */
  @Override
  public NDArray factors(NDManager manager, Shape shape) {
    if (counted != null) {
      NDArray row = counted.next(1, Math.toIntExact(shape.size())).factors(manager);
      return row.reshape(full(shape));
    }
    if (!learns) {
      return masks(manager, shape);
    }
    NDArray factors = learned(manager, shape);
    drawn.add(factors);
    return factors;
  }

  private NDArray masks(NDManager manager, Shape shape) {
    int each = Math.toIntExact(shape.size());
    int all = Math.multiplyExact(each, sources.size());
    if (bytes.capacity() < all) {
      bytes = ByteBuffer.allocateDirect(all);
    }
    bytes.clear();
    float[] scales = new float[sources.size()];
    for (int i = 0; i < scales.length; i++) {
      if (sources.get(i) instanceof DropoutSource.ByWindow masks) {
        masks.draw(bytes, shape);
        scales[i] = masks.scale();
      } else {
        for (int j = 0; j < each; j++) {
          bytes.put((byte) 1);
        }
        scales[i] = 1;
      }
    }
    bytes.flip();
    long[] perNetwork = new long[shape.dimension() + 1];
    Arrays.fill(perNetwork, 1);
    perNetwork[0] = scales.length;
    try (NDArray kept = manager.create(bytes, full(shape), DataType.UINT8);
        NDArray scale = manager.create(scales, new Shape(perNetwork))) {
      NDArray factors = kept.toType(DataType.FLOAT32, true);
      factors.muli(scale);
      return factors;
    }
  }

  private NDArray learned(NDManager manager, Shape shape) {
    int each = Math.toIntExact(shape.size());
    int all = Math.multiplyExact(each, sources.size());
    if (floats.capacity() / Float.BYTES < all) {
      floats = ByteBuffer.allocateDirect(Math.multiplyExact(all, Float.BYTES));
      floats.order(ByteOrder.nativeOrder());
    }
    FloatBuffer target = floats.clear().limit(all * Float.BYTES).asFloatBuffer();
    for (DropoutSource source : sources) {
      if (source instanceof LearnedDropout learned) {
        target.put(learned.draw(each));
      } else {
        for (int i = 0; i < each; i++) {
          target.put(1);
        }
      }
    }
    try (NDArray wrapped = manager.create(floats, full(shape), DataType.FLOAT32)) {
      // The engine reads it in the backward pass, when the buffer holds other numbers.
      return wrapped.duplicate();
    }
  }

  private Shape full(Shape shape) {
    return new Shape(sources.size()).addAll(shape);
  }

  /**
   * Gives the networks that learn their rate the slopes of their losses at the factors that were
   * drawn since the last call.
   *
   * @param slopes the slope of the networks' losses at an array of factors, in its shape; not
   *     called if no network learns
   */
  public void learn(UnaryOperator<NDArray> slopes) {
    for (NDArray factors : drawn) {
      try (NDArray slope = slopes.apply(factors)) {
        if (sums != null) {
          sums.add(factors, slope);
          continue;
        }
        for (int i = 0; i < sources.size(); i++) {
          if (sources.get(i) instanceof LearnedDropout learned) {
            try (NDArray own = slope.get(i)) {
              learned.learn(Downloads.floats(own));
            }
          }
        }
      }
    }
    drawn.clear();
  }

  /**
   * Moves the learned rates by one step.
   *
   * @param rows weights, {@code [networks, parameters]}
   * @param gradient of their losses, same shape; takes what the learned dropouts add to it
   */
  public void step(NDArray rows, NDArray gradient) {
    if (!learns) {
      return;
    }
    LearnedSums.OfNetwork[] known = sums == null ? null : sums.take(rows, readers());
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i) instanceof LearnedDropout learned) {
        try (NDArray row = rows.get(i);
            NDArray slopes = gradient.get(i)) {
          if (known == null) {
            learned.step(row, slopes);
          } else {
            learned.learn(known[i]);
            learned.step(row, slopes, known[i].weights());
          }
        }
      }
    }
  }

  /** The weights that read what is dropped, in the matrix of all networks. */
  private List<NDIndex> readers() {
    return sources.stream()
        .filter(LearnedDropout.class::isInstance)
        .map(LearnedDropout.class::cast)
        .findFirst()
        .orElseThrow()
        .readers();
  }
}
