package org.synprune.jobs.train.dropout;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.dropout.CounterMask;
import org.synprune.pruning.dropout.DropoutMask;

/** Where the dropout of one network comes from. */
public sealed interface DropoutSource
    permits DropoutSource.ByWindow, DropoutSource.Counted, DropoutSource.None, LearnedDropout {

  /** Drops nothing. */
  DropoutSource NONE = new None();

  /**
   * The dropout of a trial's training.
   *
   * @param trial the trial
   * @param random where it comes from; the trial's own
   * @param layout where parameters lie in the trial's row
   * @param windows train windows
   * @return its source; {@link #NONE} if it drops nothing
   */
  static DropoutSource of(
      Trial trial, RandomGenerator random, ParameterLayout layout, int windows) {
    if (trial.dropoutRate() == 0) {
      return NONE;
    }
    TrainingSettings settings = trial.resolved();
    return switch (trial.regulariser()) {
      case VARIATIONAL_DROPOUT ->
          new LearnedDropout(LearnedNoise.GAUSSIAN, settings, random, layout, windows);
      case CONCRETE_DROPOUT ->
          new LearnedDropout(LearnedNoise.CONCRETE, settings, random, layout, windows);
      case NONE,
          DROPOUT,
          MC_DROPOUT,
          SYNAPTIC_PRUNING,
          SYNAPTIC_GROWTH,
          RIGL,
          SET,
          SNIP,
          GRADUAL_MAGNITUDE,
          RANDOM_PRUNING ->
          new Counted(new CounterMask(trial.dropoutRate(), random.nextLong()));
    };
  }

  /**
   * The key of a window: a hash of its values.
   *
   * @param values scaled values
   * @param from where the window begins
   * @param length values of the window
   * @return its key
   */
  static long key(float[] values, int from, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values, from, length);
    return MurmurHash3.hash128x64(bytes.array())[0];
  }

  /** Keeps all. */
  record None() implements DropoutSource {}

  /**
   * Whether an element is dropped depends on seed, pass and place alone.
   *
   * @param mask of the network
   */
  record Counted(CounterMask mask) implements DropoutSource {}

  /**
   * A stream for each window, seeded by the trial's seed and the window's values: a window's
   * forecast is the same whatever is forecast beside it or before it.
   */
  final class ByWindow implements DropoutSource {

    private final long seed;
    private final DropoutMask mask;
    private UniformRandomProvider[] streams = {};
    private UniformRandomProvider current;

    /**
     * Creates a source.
     *
     * @param rate share of elements that become 0
     * @param seed the trial's seed
     */
    public ByWindow(double rate, long seed) {
      this.seed = seed;
      mask = new DropoutMask(rate, () -> current.nextLong());
    }

    /** What a kept element is multiplied with. */
    float scale() {
      return mask.scale();
    }

    /**
     * Sets which windows the next masks are for.
     *
     * @param windows their keys, one for each window of the batch, see {@link #key}
     */
    public void begin(long[] windows) {
      streams = new UniformRandomProvider[windows.length];
      for (int i = 0; i < windows.length; i++) {
        streams[i] = RandomSource.XO_SHI_RO_256_PP.create(windows[i] + seed);
      }
    }

    /**
     * Writes one byte an element, 0 or 1.
     *
     * @param target takes them
     * @param shape of the network's activations, {@code [windows, ...]}
     */
    void draw(ByteBuffer target, Shape shape) {
      int each = Math.toIntExact(shape.size() / shape.get(0));
      for (UniformRandomProvider stream : streams) {
        current = stream;
        mask.draw(target, each);
      }
    }
  }
}
