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
 * Gaussian dropout that learns the variance of its noise (variational dropout: Kingma, Salimans and
 * Welling 2015, which the paper cites): each element is multiplied by {@code 1 + sqrt(alpha) * e}
 * with standard normal {@code e}. It acts in training only.
 *
 * <p>{@code alpha} corresponds to {@code p / (1 - p)} of an ordinary dropout and is kept below 1,
 * as its authors do: it is the sigmoid of a trained parameter of shape (1), {@code logit}. Add
 * {@link #penalty} to the loss: without it alpha goes to 0.
 *
 * <p>Noise comes from the block's own generator: equal seeds and equal calls give equal noise. The
 * block takes and returns one float32 array of any shape.
 */
public final class VariationalDropout extends AbstractBlock {

  private static final byte VERSION = 1;
  // The coefficients of equation 14.
  private static final float C1 = (float) 1.16145124;
  private static final float C2 = (float) -1.50204118;
  private static final float C3 = (float) 0.58629921;

  private final LearnedLogit logit;

  /**
   * Creates a block.
   *
   * @param rate the first alpha, given as the rate of an ordinary dropout with the same variance,
   *     in (0, 0.5)
   * @param seed the seed of the noise
   * @throws IllegalArgumentException if the rate is outside (0, 0.5)
   */
  public VariationalDropout(double rate, long seed) {
    super(VERSION);
    if (!(rate > 0 && rate < 0.5)) {
      throw new IllegalArgumentException("The rate must be in (0, 0.5), but is " + rate + ".");
    }
    logit = new LearnedLogit(rate / (1 - rate), seed);
    addParameter(logit.parameter());
  }

  /**
   * Returns the current alpha.
   *
   * @return the variance of the noise, in (0, 1)
   */
  public double alpha() {
    return logit.probability();
  }

  /**
   * Returns the term to add to the loss: {@code scale} times the divergence of one weight's
   * posterior from its prior, {@code -(ln(alpha) / 2 + c1 alpha + c2 alpha^2 + c3 alpha^3)}
   * (equation 14, without its constant).
   *
   * @param manager the manager of the result; keep it open until after the backward pass
   * @param scale the number of weights behind the dropout over the number of samples
   * @return a scalar through which gradients flow to alpha
   */
  public NDArray penalty(NDManager manager, double scale) {
    NDArray alpha = Activation.sigmoid(logit.valueOn(manager));
    // As arrays: the engine may free a plain number before the backward pass reads it.
    NDArray cubic =
        alpha.mul(manager.create(C3)).add(manager.create(C2)).mul(alpha).add(manager.create(C1));
    NDArray half = alpha.log().mul(manager.create(0.5f));
    return cubic.mul(alpha).add(half).mul(manager.create((float) -scale)).sum();
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
    NDArray deviation = Activation.sigmoid(logit.trainingValue(parameterStore, input)).sqrt();
    NDArray noise = logit.noise(input, SplittableRandom::nextGaussian);
    return new NDList(input.add(input.mul(noise).mul(deviation)));
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes.clone();
  }
}
