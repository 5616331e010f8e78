package org.synprune.pruning.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Dropout that can stay on at inference (Monte Carlo dropout: Gal and Ghahramani 2016; the paper's
 * baseline), drawn from a Java generator.
 *
 * <p>In training each element becomes 0 with probability {@code rate} and is divided by {@code 1 -
 * rate} otherwise, so that its mean is kept. At inference the same happens unless {@link
 * Builder#optActiveAtInference(boolean)} turns it off, which makes this an ordinary dropout.
 *
 * <p>The masks come from the block's own generator, never from the engine's process-wide one, so
 * equal seeds and equal calls give equal masks whatever else runs in the process. The rate is
 * rounded to a multiple of 2^-16. {@link Builder#optSharedAxis} turns it into the variational
 * dropout of recurrent networks. The block takes and returns one array of any shape and has no
 * parameters. Several threads may call it, but their order decides which mask each of them gets.
 */
public final class McDropout extends AbstractBlock {

  private static final byte VERSION = 1;

  private final double rate;
  private final boolean activeAtInference;
  private final int sharedAxis;
  private final DropoutMask mask;

  private McDropout(Builder builder) {
    super(VERSION);
    rate = builder.rate;
    activeAtInference = builder.activeAtInference;
    sharedAxis = builder.sharedAxis;
    mask = new DropoutMask(rate, builder.random);
  }

  /**
   * Returns a builder.
   *
   * @return a builder with rate 0.3, active at inference, with a random seed
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a {@link McDropout}. */
  public static final class Builder {

    private double rate = 0.3;
    private boolean activeAtInference = true;
    private int sharedAxis = -1;
    private RandomGenerator random = new SplittableRandom();

    private Builder() {}

    /**
     * Sets the share of elements that become 0.
     *
     * @param rate the rate, in [0, 1); 0 passes the input through untouched
     * @return this builder
     * @throws IllegalArgumentException if {@code rate} is outside [0, 1)
     */
    public Builder optRate(double rate) {
      this.rate = DropoutMask.requireRate(rate);
      return this;
    }

    /**
     * Sets whether elements are dropped at inference too.
     *
     * @param active false for an ordinary dropout
     * @return this builder
     */
    public Builder optActiveAtInference(boolean active) {
      this.activeAtInference = active;
      return this;
    }

    /**
     * Drops or keeps all elements along an axis together: with the time axis of a sequence, the
     * dropout for recurrent networks of Gal and Ghahramani (2016, "A theoretically grounded
     * application of dropout in recurrent neural networks"), which that paper calls variational. It
     * can be put before and after a recurrent block; DJL's recurrent blocks run all time steps in
     * one call, so nothing can be put between the steps.
     *
     * @param axis the axis, 0 or more; 1 for (batch, time, features)
     * @return this builder
     * @throws IllegalArgumentException if {@code axis} is negative
     */
    public Builder optSharedAxis(int axis) {
      if (axis < 0) {
        throw new IllegalArgumentException("The axis must be 0 or more, but is " + axis + ".");
      }
      this.sharedAxis = axis;
      return this;
    }

    /**
     * Gives the block its own generator with this seed.
     *
     * @param seed the seed
     * @return this builder
     */
    public Builder optSeed(long seed) {
      return optRandom(new SplittableRandom(seed));
    }

    /**
     * Sets the generator of the masks. The block locks while it uses the generator; don't use the
     * same generator from another thread.
     *
     * @param random the generator; all 64 bits of its {@code nextLong} are used
     * @return this builder
     */
    public Builder optRandom(RandomGenerator random) {
      this.random = random;
      return this;
    }

    /**
     * Builds the block.
     *
     * @return the block
     */
    public McDropout build() {
      return new McDropout(this);
    }
  }

  /**
   * The mean and spread of several stochastic passes.
   *
   * @param mean the mean over the passes, of the shape of one pass's output
   * @param sd the sample standard deviation over the passes (divisor: passes - 1), of the same
   *     shape; 0 for a single pass
   */
  public record Prediction(NDArray mean, NDArray sd) {}

  /**
   * Runs a model several times and returns mean and standard deviation of its outputs.
   *
   * <p>Arrays that a pass creates on its argument's manager are released after the pass; the result
   * belongs to {@code input}'s manager. No gradients are recorded through it.
   *
   * @param pass the model, for example {@code x -> block.forward(store, new NDList(x),
   *     false).singletonOrThrow()}
   * @param input the input, as {@code pass} takes it
   * @param passes the number of passes, 1 or more
   * @return the mean and standard deviation
   * @throws IllegalArgumentException if {@code passes} is less than 1
   */
  public static Prediction predict(UnaryOperator<NDArray> pass, NDArray input, int passes) {
    if (passes < 1) {
      throw new IllegalArgumentException(
          "The number of passes must be 1 or more, but is " + passes + ".");
    }
    try (NDManager all = input.getManager().newSubManager()) {
      var outputs = new NDList(passes);
      for (int i = 0; i < passes; i++) {
        try (NDManager one = all.newSubManager()) {
          NDArray x = input.stopGradient();
          x.attach(one);
          NDArray y = pass.apply(x).stopGradient();
          y.attach(all);
          outputs.add(y);
        }
      }
      NDArray stacked = NDArrays.stack(outputs);
      NDArray mean = stacked.mean(new int[] {0});
      NDArray sum = stacked.sub(mean).square().sum(new int[] {0});
      NDArray sd = sum.div(Math.max(1, passes - 1)).sqrt();
      mean.attach(input.getManager());
      sd.attach(input.getManager());
      return new Prediction(mean, sd);
    }
  }

  /**
   * Returns the share of elements that become 0.
   *
   * @return the rate, in [0, 1)
   */
  public double rate() {
    return rate;
  }

  /** {@inheritDoc} */
  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    if (rate == 0 || !(training || activeAtInference)) {
      return inputs;
    }
    NDArray input = inputs.singletonOrThrow();
    try (NDArray factors = mask.next(input, maskShape(input.getShape()))) {
      return new NDList(input.mul(factors));
    }
  }

  /** Returns the shape of the mask: the input's, with 1 for the shared axis. */
  private Shape maskShape(Shape input) {
    if (sharedAxis < 0) {
      return input;
    }
    if (sharedAxis >= input.dimension()) {
      throw new IllegalArgumentException(
          "The shared axis is " + sharedAxis + ", but the input's shape is " + input + ".");
    }
    long[] dimensions = input.getShape().clone();
    dimensions[sharedAxis] = 1;
    return new Shape(dimensions);
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes.clone();
  }
}
