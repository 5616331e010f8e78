package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.util.PairList;
import java.util.SplittableRandom;

/**
 * Gaussian dropout that learns how much it disturbs (variational dropout: Kingma, Salimans and
 * Welling 2015, the one that the paper cites): each element is multiplied by {@code 1 + sqrt(alpha)
 * * e} with standard normal {@code e}. It acts in training only.
 *
 * <p>{@code alpha} corresponds to {@code p / (1 - p)} of an ordinary dropout and is kept below 1,
 * as its authors do: it is the sigmoid of a parameter of shape (1), {@code logit}, that the
 * optimizer trains with the others. Add {@link #penalty} to the loss: without it alpha goes to 0.
 *
 * <p>Noise comes from the block's own generator: equal seeds and equal calls give equal noise. The
 * block takes and returns one float32 array of any shape.
 */
public final class VariationalDropout extends AbstractBlock {

  private static final byte VERSION = 1;
  // The cubic of equation 14.
  private static final float C1 = (float) 1.16145124;
  private static final float C2 = (float) -1.50204118;
  private static final float C3 = (float) 0.58629921;

  private final Parameter logit;
  private final SplittableRandom random;

  /**
   * Creates a block.
   *
   * @param rate the rate of an ordinary dropout that disturbs as much at the beginning, in (0, 0.5)
   * @param seed seeds the noise
   * @throws IllegalArgumentException if the rate is outside (0, 0.5)
   */
  public VariationalDropout(double rate, long seed) {
    super(VERSION);
    if (!(rate > 0 && rate < 0.5)) {
      throw new IllegalArgumentException("The rate must be in (0, 0.5), but is " + rate + ".");
    }
    double alpha = rate / (1 - rate);
    random = new SplittableRandom(seed);
    logit =
        addParameter(
            Parameter.builder()
                .setName("logit")
                .setType(Parameter.Type.OTHER)
                .optShape(new Shape(1))
                .optInitializer(new ConstantInitializer((float) Math.log(alpha / (1 - alpha))))
                .build());
  }

  /**
   * Returns alpha as it is now.
   *
   * @return the variance of the noise, in (0, 1)
   */
  public double alpha() {
    return 1 / (1 + Math.exp(-logit.getArray().toFloatArray()[0]));
  }

  /**
   * Returns what belongs to the loss beside the data's: {@code scale} times the divergence of one
   * weight's posterior from its prior, {@code -(ln(alpha) / 2 + c1 alpha + c2 alpha^2 + c3
   * alpha^3)} (equation 14, without its constant).
   *
   * @param manager where the result is to be; keep it open until after the backward pass
   * @param scale the number of weights behind the dropout over the number of samples
   * @return a scalar through which gradients flow to alpha
   */
  public NDArray penalty(NDManager manager, double scale) {
    NDArray alpha = alpha(logit.getArray(), manager);
    // Numbers as arrays: the engine may lose a plain number before the backward pass.
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
    NDArray value = parameterStore.getValue(logit, input.getDevice(), true);
    NDArray deviation = alpha(value, input.getManager()).sqrt();
    return new NDList(input.add(input.mul(normal(input)).mul(deviation)));
  }

  private static NDArray alpha(NDArray logit, NDManager manager) {
    NDArray alpha = Activation.sigmoid(logit);
    alpha.attach(manager);
    return alpha;
  }

  private synchronized NDArray normal(NDArray like) {
    float[] noise = new float[Math.toIntExact(like.size())];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return like.getManager().create(noise, like.getShape());
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes.clone();
  }
}
