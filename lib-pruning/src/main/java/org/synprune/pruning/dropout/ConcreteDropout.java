package org.synprune.pruning.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.SplittableRandom;

/**
 * Dropout that learns its rate (concrete dropout: Gal, Hron and Kendall 2017), with the relaxed
 * drop {@code z = sigmoid((ln p - ln(1 - p) + ln u - ln(1 - u)) / 0.1)} and output {@code x * (1 -
 * z) / (1 - p)}. It acts in training only.
 *
 * <p>The rate is trained as a parameter of shape (1), {@code logit} = ln p - ln(1 - p). Add {@link
 * #penalty} to the loss: without it the rate goes to 0.
 *
 * <p>Noise comes from the block's own generator: equal seeds and equal calls give equal noise. The
 * block takes and returns one float32 array of any shape, its last axis being the features.
 */
public final class ConcreteDropout extends AbstractBlock {

  private static final byte VERSION = 1;
  private static final float TEMPERATURE = 0.1f;

  private final LearnedLogit logit;

  /**
   * Creates a block.
   *
   * @param rate the rate at the beginning, in (0, 1)
   * @param seed the seed of the noise
   * @throws IllegalArgumentException if the rate is outside (0, 1)
   */
  public ConcreteDropout(double rate, long seed) {
    super(VERSION);
    if (!(rate > 0 && rate < 1)) {
      throw new IllegalArgumentException("The rate must be in (0, 1), but is " + rate + ".");
    }
    logit = new LearnedLogit(rate, seed);
    addParameter(logit.parameter());
  }

  /**
   * Returns the current rate.
   *
   * @return the rate, in (0, 1)
   */
  public double rate() {
    return logit.probability();
  }

  /**
   * Returns the term to add to the loss: {@code weightDecay * |w|^2 / (1 - p) + entropyScale *
   * features * (p ln p + (1 - p) ln(1 - p))}, the divergence of the dropout's posterior from its
   * prior (equation 3, whose weights are {@code w / (1 - p)} here). Gradients flow to the rate and
   * the weights.
   *
   * @param weights the weights of the layer behind the dropout
   * @param weightDecay length scale squared over twice the number of samples times precision, 0 or
   *     more
   * @param entropyScale one over the number of samples (times precision), 0 or more
   * @return a scalar, of the weights' manager; keep that open until after the backward pass
   */
  public NDArray penalty(NDArray weights, double weightDecay, double entropyScale) {
    NDManager manager = weights.getManager();
    long features = getInputShapes()[0].get(getInputShapes()[0].dimension() - 1);
    NDArray x = logit.valueOn(manager);
    NDArray kept = sigmoid(x.neg());
    NDArray dropped = sigmoid(x);
    NDArray norm = weights.mul(weights).sum();
    // As arrays: the engine may free a plain number before the backward pass reads it.
    NDArray entropy = dropped.mul(dropped.log()).add(kept.mul(kept.log()));
    return norm.div(kept)
        .mul(manager.create((float) weightDecay))
        .add(entropy.mul(manager.create((float) (entropyScale * features))))
        .sum();
  }

  /** {@inheritDoc} */
  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    if (!training) {
      return inputs;
    }
    NDArray input = inputs.singletonOrThrow();
    NDManager manager = input.getManager();
    NDArray x = logit.trainingValue(parameterStore, input);
    NDArray noise = logit.noise(input, ConcreteDropout::logistic);
    NDArray inverseTemperature = manager.create(1 / TEMPERATURE);
    NDArray keep = sigmoid(x.add(noise).mul(inverseTemperature).neg());
    return new NDList(input.mul(keep).div(sigmoid(x.neg())));
  }

  /** Draws ln u - ln(1 - u) for a uniform u. */
  private static double logistic(SplittableRandom random) {
    double u = random.nextDouble(1e-7, 1 - 1e-7);
    return Math.log(u / (1 - u));
  }

  /** Returns 1 / (1 + exp(-x)) as one operation, which needs no constants for its backward pass. */
  private static NDArray sigmoid(NDArray x) {
    return Activation.sigmoid(x);
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes.clone();
  }
}
