package org.synprune.jobs.train.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
import org.synprune.jobs.model.patchtst.ForecasterDropout;

/**
 * Dropout of the networks of a stack, each by its own rule and from its own generator: what one
 * draws depends on nothing but how often it was asked before.
 */
public final class StackDropout implements ForecasterDropout {

  /** Drops nothing. */
  public static final StackDropout NONE = new StackDropout(List.of());

  private final List<DropoutSource> sources;
  private final boolean any;
  private final boolean learns;
  private final @Nullable Streams streams;

  /** What was drawn since the last {@link #learn}, if any network learns its rate. */
  private final List<NDArray> drawn = new ArrayList<>();

  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
  private ByteBuffer floats = ByteBuffer.allocateDirect(0);

  /**
   * Creates the dropout of a stack.
   *
   * @param sources for each network where its dropout comes from
   */
  public StackDropout(List<DropoutSource> sources) {
    this.sources = List.copyOf(sources);
    any = sources.stream().anyMatch(one -> one != DropoutSource.NONE);
    learns = sources.stream().anyMatch(LearnedDropout.class::isInstance);
    streams =
        any && sources.stream().allMatch(StackDropout::inAnyOrder) ? new InOrderStreams() : null;
  }

  @Override
  public boolean any() {
    return any;
  }

  private static boolean inAnyOrder(DropoutSource source) {
    return source == DropoutSource.NONE || source instanceof DropoutSource.InOrder;
  }

  @Override
  public @Nullable Streams streams() {
    return streams;
  }

  /** Of sources whose factors may be drawn in any order. */
  private final class InOrderStreams implements Streams {

    @Override
    public void draw(int network, float[] to, int n) {
      if (sources.get(network) instanceof DropoutSource.InOrder source) {
        source.mask().drawFactors(to, n);
      } else {
        Arrays.fill(to, 0, n, 1);
      }
    }

    @Override
    public float kept(int network) {
      return sources.get(network) instanceof DropoutSource.InOrder source ? source.scale() : 1;
    }
  }

  /**
   * Sets which windows the next factors are for.
   *
   * @param windows their keys, one for each window of the batch
   */
  public void begin(long[] windows) {
    for (DropoutSource source : sources) {
      if (source instanceof DropoutSource.ByMask masks) {
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
    if (!learns) {
      return masks(manager, shape);
    }
    NDArray factors = mixed(manager, shape);
    drawn.add(factors);
    return factors;
  }

  @Override
  public boolean learns() {
    return learns;
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
      if (sources.get(i) instanceof DropoutSource.ByMask masks) {
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

  /** Factors of networks of which some learn their rate; the others draw what they draw alone. */
  private NDArray mixed(NDManager manager, Shape shape) {
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
        target.put(still(source, shape));
      }
    }
    try (NDArray wrapped = manager.create(floats, full(shape), DataType.FLOAT32)) {
      // The engine reads it in the backward pass, when the buffer holds other numbers.
      return wrapped.duplicate();
    }
  }

  /** The factors of a network that learns nothing of them. */
  private static float[] still(DropoutSource source, Shape shape) {
    float[] factors = new float[Math.toIntExact(shape.size())];
    if (source instanceof DropoutSource.ByMask masks) {
      ByteBuffer kept = ByteBuffer.allocate(factors.length);
      masks.draw(kept, shape);
      for (int i = 0; i < factors.length; i++) {
        factors[i] = kept.get(i) * masks.scale();
      }
    } else {
      Arrays.fill(factors, 1);
    }
    return factors;
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
        for (int i = 0; i < sources.size(); i++) {
          if (sources.get(i) instanceof LearnedDropout learned) {
            try (NDArray own = slope.get(i)) {
              learned.learn(own.toFloatArray());
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
    for (int i = 0; learns && i < sources.size(); i++) {
      if (sources.get(i) instanceof LearnedDropout learned) {
        try (NDArray row = rows.get(i);
            NDArray slopes = gradient.get(i)) {
          learned.step(row, slopes);
        }
      }
    }
  }
}
