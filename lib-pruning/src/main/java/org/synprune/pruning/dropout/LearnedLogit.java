package org.synprune.pruning.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.ConstantInitializer;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** A probability that a dropout learns as its logit, and the generator of the dropout's noise. */
final class LearnedLogit {

  private final Parameter parameter;
  private final SplittableRandom random;

  /**
   * Creates a parameter of shape (1), {@code logit} = ln p - ln(1 - p).
   *
   * @param probability p at the beginning, in (0, 1)
   * @param seed the seed of the noise
   */
  LearnedLogit(double probability, long seed) {
    random = new SplittableRandom(seed);
    parameter =
        Parameter.builder()
            .setName("logit")
            .setType(Parameter.Type.OTHER)
            .optShape(new Shape(1))
            .optInitializer(
                new ConstantInitializer((float) Math.log(probability / (1 - probability))))
            .build();
  }

  Parameter parameter() {
    return parameter;
  }

  /** Returns the current p. */
  double probability() {
    return 1 / (1 + Math.exp(-parameter.getArray().toFloatArray()[0]));
  }

  /** Returns the logit as an array of a manager; gradients flow from it to the parameter. */
  NDArray valueOn(NDManager manager) {
    return attached(parameter.getArray(), manager);
  }

  /** As {@link #valueOn}, for a training pass, on the input's device and manager. */
  NDArray trainingValue(ParameterStore store, NDArray input) {
    return attached(store.getValue(parameter, input.getDevice(), true), input.getManager());
  }

  private static NDArray attached(NDArray parameter, NDManager manager) {
    NDArray value = parameter.reshape(parameter.getShape());
    value.attach(manager);
    return value;
  }

  /** Draws noise of an array's shape, element by element. */
  synchronized NDArray noise(NDArray like, ToDoubleFunction<SplittableRandom> draw) {
    float[] noise = new float[Math.toIntExact(like.size())];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) draw.applyAsDouble(random);
    }
    return like.getManager().create(noise, like.getShape());
  }
}
