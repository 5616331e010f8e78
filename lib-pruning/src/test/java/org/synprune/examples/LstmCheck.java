package org.synprune.examples;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Checks DJL's LSTM block on this machine: compares it with an LSTM worked out by hand and prints
 * the largest error for each number of units, without and with gradients. Errors above 1e-5 are not
 * rounding.
 */
public final class LstmCheck {

  private static final int BATCH = 5;
  private static final int STEPS = 7;
  private static final int FEATURES = 3;

  private LstmCheck() {}

  /** Takes numbers of units; prints a line "units error-without-gradients error-with" for each. */
  public static void main(String[] args) {
    for (String units : args) {
      double[] errors = errors(Integer.parseInt(units));
      System.out.println(units + " " + errors[0] + " " + errors[1]);
    }
  }

  @SuppressWarnings("try") // the collector records as long as it is open
  private static double[] errors(int units) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      LSTM lstm = LSTM.builder().setStateSize(units).setNumLayers(1).optReturnState(false).build();
      Shape shape = new Shape(BATCH, STEPS, FEATURES);
      lstm.initialize(manager, DataType.FLOAT32, shape);
      var random = new Random(units);
      var weights = new HashMap<String, float[]>();
      for (Pair<String, Parameter> entry : lstm.getParameters()) {
        NDArray array = entry.getValue().getArray();
        float[] values = normal(random, Math.toIntExact(array.size()), 0.3);
        array.set(new NDIndex("..."), manager.create(values, array.getShape()));
        weights.put(entry.getKey().replaceFirst("^l_0_", ""), values);
      }
      float[] input = normal(random, Math.toIntExact(shape.size()), 1);
      NDArray x = manager.create(input, shape);
      double[] expected = byHand(weights, input, units);
      var store = new ParameterStore(manager, false);
      float[] inference = lstm.forward(store, new NDList(x), false).head().toFloatArray();
      float[] training;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        lstm.getParameters().values().forEach(p -> p.getArray().setRequiresGradient(true));
        training = lstm.forward(store, new NDList(x), true).head().toFloatArray();
      }
      return new double[] {largestError(inference, expected), largestError(training, expected)};
    }
  }

  /** The equations of the LSTM in doubles, with PyTorch's order of the gates: i, f, g, o. */
  private static double[] byHand(Map<String, float[]> weights, float[] input, int units) {
    float[] inputWeights = weights.get("i2h_WEIGHT");
    float[] stateWeights = weights.get("h2h_WEIGHT");
    double[] outputs = new double[BATCH * STEPS * units];
    for (int b = 0; b < BATCH; b++) {
      double[] h = new double[units];
      double[] c = new double[units];
      for (int t = 0; t < STEPS; t++) {
        double[] gates = new double[4 * units];
        for (int row = 0; row < gates.length; row++) {
          double sum = weights.get("i2h_BIAS")[row] + (double) weights.get("h2h_BIAS")[row];
          for (int k = 0; k < FEATURES; k++) {
            sum += inputWeights[row * FEATURES + k] * input[(b * STEPS + t) * FEATURES + k];
          }
          for (int k = 0; k < units; k++) {
            sum += stateWeights[row * units + k] * h[k];
          }
          gates[row] = sum;
        }
        for (int j = 0; j < units; j++) {
          c[j] =
              sigmoid(gates[units + j]) * c[j]
                  + sigmoid(gates[j]) * Math.tanh(gates[2 * units + j]);
          h[j] = sigmoid(gates[3 * units + j]) * Math.tanh(c[j]);
          outputs[(b * STEPS + t) * units + j] = h[j];
        }
      }
    }
    return outputs;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static float[] normal(Random random, int size, double sd) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (sd * random.nextGaussian());
    }
    return values;
  }

  private static double largestError(float[] actual, double[] expected) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]);
      if (!(error <= largest)) {
        largest = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
      }
    }
    return largest;
  }
}
