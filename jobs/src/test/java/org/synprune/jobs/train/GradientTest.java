package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.model.PyTorchInitialisation;
import org.synprune.jobs.train.network.Autograd;

/** The gradients of a forecaster as a user of DJL trains it, against differences of the loss. */
class GradientTest {

  private static final int LOOKBACK = 16;

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void agreesWithFiniteDifferencesEvenWhenTheGarbageCollectorRuns(Architecture architecture) {
    try (NDManager manager = NDManager.newBaseManager()) {
      ForecasterSpec spec = new ForecasterSpec(architecture, LOOKBACK, 3, 8, 0, false);
      Block block = Forecasters.zeros(spec, manager);
      SplittableRandom random = new SplittableRandom(3);
      float[] weights = PyTorchInitialisation.draw(block, random);
      NDArray input = manager.create(normal(random, 5 * LOOKBACK * 3), new Shape(5, LOOKBACK, 3));
      NDArray label = manager.create(normal(random, 5), new Shape(5, 1));

      try (FlatParameters parameters = new FlatParameters(manager, block, weights)) {
        float[] quiet = gradient(block, parameters, input, label, false);
        float[] collected = gradient(block, parameters, input, label, true);
        assertThat(collected).containsExactly(quiet);

        double[] analytic = new double[30];
        double[] numeric = new double[30];
        for (int i = 0; i < analytic.length; i++) {
          int at = random.nextInt(weights.length);
          analytic[i] = quiet[at];
          numeric[i] = difference(block, parameters, weights, at, input, label);
        }
        double norm = Math.sqrt(Arrays.stream(numeric).map(x -> x * x).sum());
        double error = 0;
        for (int i = 0; i < analytic.length; i++) {
          error += Math.pow(analytic[i] - numeric[i], 2);
        }
        assertThat(norm).isGreaterThan(0.01);
        assertThat(Math.sqrt(error) / norm).isLessThan(0.02);
      }
    }
  }

  private static float[] normal(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] gradient(
      Block block, FlatParameters parameters, NDArray input, NDArray label, boolean collect) {
    return Autograd.recording(
        () -> {
          try (NDManager scope = input.getManager().newSubManager()) {
            NDArray window = input.duplicate();
            window.attach(scope);
            NDArray loss = FlatParameters.loss(block, parameters.training(), window, label);
            if (collect) {
              for (int i = 0; i < 3; i++) {
                System.gc();
                // Takes the place of what was freed too early.
                for (int j = 0; j < 500; j++) {
                  scope.create(1e30f);
                }
              }
            }
            Autograd.backward(loss);
            try (NDArray gradient = parameters.takeGradient()) {
              return gradient.toFloatArray();
            }
          }
        });
  }

  private static double difference(
      Block block,
      FlatParameters parameters,
      float[] weights,
      int at,
      NDArray input,
      NDArray label) {
    float step = 1e-2f;
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] moved = weights.clone();
      moved[at] += side == 0 ? -step : step;
      parameters.restore(moved);
      float[] forecast =
          block.forward(parameters.inference(), new NDList(input), false).head().toFloatArray();
      float[] labels = label.toFloatArray();
      for (int i = 0; i < labels.length; i++) {
        losses[side] += Math.pow((double) forecast[i] - labels[i], 2) / labels.length;
      }
    }
    parameters.restore(weights);
    return (losses[1] - losses[0]) / (2 * step);
  }
}
