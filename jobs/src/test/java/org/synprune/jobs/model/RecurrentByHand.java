package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.synprune.jobs.grid.Architecture;

/**
 * A recurrent forecaster worked out step by step in double precision, and how far a block's
 * forecasts are from it. A program, too: it runs where the processor's instructions are chosen by
 * the environment.
 */
final class RecurrentByHand {

  /** Sizes around those that DJL's LSTM is wrong at on some processors. */
  static final int[] UNITS = {1, 4, 8, 15, 16, 17, 24, 31, 32, 33, 40, 48, 49, 64, 65, 80, 128};

  private static final int WINDOWS = 5;
  private static final int STEPS = 7;
  private static final int FEATURES = 3;

  private RecurrentByHand() {}

  static ForecasterSpec spec(Architecture architecture, int units) {
    return new ForecasterSpec(architecture, STEPS, FEATURES, units, 0, false);
  }

  /** Prints one line for each network: its name, its units and the largest error. */
  public static void main(String[] args) {
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Architecture architecture : new Architecture[] {Architecture.RNN, Architecture.LSTM}) {
        for (int units : UNITS) {
          Block block = Forecasters.zeros(spec(architecture, units), manager);
          draw(block, units);
          double error = largestError(block, architecture, units, manager);
          System.out.printf(Locale.ROOT, "%s %d %e%n", architecture.id(), units, error);
        }
      }
    }
  }

  /** Fills a block with weights large enough to matter. */
  static void draw(Block block, int units) {
    double sd = Math.min(0.5, 1 / Math.sqrt(units));
    SplittableRandom random = new SplittableRandom(1);
    for (Pair<String, Parameter> entry : block.getParameters()) {
      NDArray array = entry.getValue().getArray();
      array.set(normal(random, (int) array.size(), sd));
    }
  }

  private static float[] normal(SplittableRandom random, int size, double sd) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextGaussian() * sd);
    }
    return values;
  }

  /** How far the forecasts of a block without gradients are from those worked out by hand. */
  static double largestError(Block block, Architecture architecture, int units, NDManager manager) {
    float[] values = normal(new SplittableRandom(2), WINDOWS * STEPS * FEATURES, 1);
    double worst = 0;
    double[] expected = forecasts(block, architecture, units, values);
    NDArray windows = manager.create(values, new Shape(WINDOWS, STEPS, FEATURES));
    ParameterStore store = new ParameterStore(manager, false);
    float[] actual = block.forward(store, new NDList(windows), false).head().toFloatArray();
    for (int i = 0; i < WINDOWS; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    return worst;
  }

  private static double[] forecasts(
      Block block, Architecture architecture, int units, float[] values) {
    Map<String, float[]> weights = new HashMap<>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      weights.put(entry.getKey(), entry.getValue().getArray().toFloatArray());
    }
    double[] forecasts = new double[WINDOWS];
    for (int window = 0; window < WINDOWS; window++) {
      double[] output = new double[units];
      double[] cell = new double[units];
      for (int step = 0; step < STEPS; step++) {
        int from = (window * STEPS + step) * FEATURES;
        float[] row = Arrays.copyOfRange(values, from, from + FEATURES);
        double[] gates = gates(weights, row, output);
        for (int i = 0; i < units; i++) {
          if (architecture.equals(Architecture.RNN)) {
            output[i] = Math.tanh(gates[i]);
          } else {
            cell[i] =
                sigmoid(gates[units + i]) * cell[i]
                    + sigmoid(gates[i]) * Math.tanh(gates[2 * units + i]);
            output[i] = sigmoid(gates[3 * units + i]) * Math.tanh(cell[i]);
          }
        }
      }
      forecasts[window] = weights.get("03head_bias")[0];
      for (int i = 0; i < units; i++) {
        forecasts[window] += weights.get("03head_weight")[i] * output[i];
      }
    }
    return forecasts;
  }

  private static double[] gates(Map<String, float[]> weights, float[] row, double[] output) {
    float[] ofInput = weights.get("01recurrent_l_0_i2h_WEIGHT");
    float[] ofOutput = weights.get("01recurrent_l_0_h2h_WEIGHT");
    float[] bias = weights.get("01recurrent_l_0_i2h_BIAS");
    float[] otherBias = weights.get("01recurrent_l_0_h2h_BIAS");
    double[] gates = new double[bias.length];
    for (int gate = 0; gate < gates.length; gate++) {
      gates[gate] = (double) bias[gate] + otherBias[gate];
      for (int i = 0; i < row.length; i++) {
        gates[gate] += (double) ofInput[gate * row.length + i] * row[i];
      }
      for (int i = 0; i < output.length; i++) {
        gates[gate] += ofOutput[gate * output.length + i] * output[i];
      }
    }
    return gates;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
