package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.weights.ParameterLayout;

/**
 * A stack of recurrent forecasters: one recurrent layer, dropout on its last output, a linear head.
 * Goes forward and back by hand: a recurrent step is too small to be worth the engine's bookkeeping
 * for each of its operations.
 *
 * <p>A column of ones behind the features makes the biases the last column of the input weights.
 */
public final class RecurrentStack implements StackedNetwork {

  private static final String INPUT = "i2h_WEIGHT";
  private static final String STATE = "h2h_WEIGHT";
  private static final String INPUT_BIAS = "i2h_BIAS";
  private static final String STATE_BIAS = "h2h_BIAS";
  private static final String HEAD = "head_weight";
  private static final String HEAD_BIAS = "head_bias";

  private static final NDIndex BIAS = new NDIndex(":, :, -1");
  private static final NDIndex NO_BIAS = new NDIndex(":, :, :-1");

  private final Cell cell;
  private final ParameterLayout layout;
  private final int units;
  private final long networks;
  private final CellConstants constants;
  private final NDArray gains;
  private final Weights weights;

  /**
   * Views of the networks' weights.
   *
   * @param input {@code [networks, gates * units, features]}
   * @param state {@code [networks, gates * units, units]}
   * @param inputBias {@code [networks, gates * units, 1]}
   * @param stateBias {@code [networks, gates * units, 1]}
   * @param head {@code [networks, 1, units]}
   * @param headTurned {@code [networks, units, 1]}
   * @param headBias {@code [networks, 1, 1]}
   */
  private record Weights(
      NDArray input,
      NDArray state,
      NDArray inputBias,
      NDArray stateBias,
      NDArray head,
      NDArray headTurned,
      NDArray headBias) {

    static Weights of(NDArray rows, ParameterLayout layout) {
      NDArray head = view(rows, layout, HEAD);
      return new Weights(
          view(rows, layout, INPUT),
          view(rows, layout, STATE),
          view(rows, layout, INPUT_BIAS).expandDims(2),
          view(rows, layout, STATE_BIAS).expandDims(2),
          head,
          head.transpose(0, 2, 1),
          view(rows, layout, HEAD_BIAS).expandDims(2));
    }

    private static NDArray view(NDArray rows, ParameterLayout layout, String suffix) {
      return ParameterLayout.view(rows, layout.endingWith(suffix));
    }
  }

  /**
   * Binds networks to their weights.
   *
   * @param spec their shape
   * @param layout where parameters lie in a row
   * @param rows weights, {@code [networks, parameters]}; views and constants are closed with their
   *     manager
   */
  public RecurrentStack(ForecasterSpec spec, ParameterLayout layout, NDArray rows) {
    this.layout = layout;
    cell = Cell.of(spec.architecture());
    units = spec.hidden();
    networks = rows.getShape().get(0);
    NDManager manager = rows.getManager();
    constants = Cell.constants(manager);
    int rowsOfGates = cell.gates() * units;
    gains = manager.create(cell.gains(units), new Shape(1, rowsOfGates, 1));
    weights = Weights.of(rows, layout);
  }

  @Override
  public Slope differentiate(NDArray inputs, NDArray labels, StackDropout dropout) {
    NDManager scope = inputs.getManager();
    NDList steps = steps(inputs);
    CellTape tape = cell.tape(constants, true);
    NDList joined = new NDList();
    NDArray last = forward(tape, steps, joined::add);

    Shape perNetwork = new Shape(labels.getShape().get(1), units);
    NDArray factors = dropout.any() ? dropout.factors(scope, perNetwork) : null;
    NDArray kept = factors == null ? last : last.mul(factors);
    NDArray error = head(kept).subi(labels.expandDims(2));
    NDArray losses = error.mul(error).mean(new int[] {1});

    NDArray slope = error.muli(scope.create(2f / labels.getShape().get(1)));
    Map<String, NDArray> gradients = new HashMap<>();
    gradients.put(HEAD, slope.transpose(0, 2, 1).batchMatMul(kept));
    gradients.put(HEAD_BIAS, slope.sum(new int[] {1}));
    NDArray outputSlope = slope.batchMatMul(weights.head());
    if (factors != null) {
      dropout.learn(drawn -> outputSlope.mul(last));
      outputSlope.muli(factors);
    }
    backward(tape, joined, outputSlope, gradients);
    return new Slope(losses.reshape(networks), gather(gradients));
  }

  /** Views of a batch's steps, {@code [networks, windows, columns]}. */
  private static NDList steps(NDArray inputs) {
    Shape shape = inputs.getShape();
    return inputs
        .reshape(shape.get(0), shape.get(1) * shape.get(2), shape.get(3))
        .split(shape.get(1), 1);
  }

  /**
   * Goes through all steps.
   *
   * @param used takes, for each step, the state before it and its inputs side by side; of the first
   *     step only the inputs
   * @return the last step's output
   */
  private NDArray forward(CellTape tape, NDList steps, Consumer<NDArray> used) {
    NDManager scope = steps.head().getManager();
    NDArray ofInputs = inputWeights(scope);
    NDArray all = steps.size() == 1 ? ofInputs : allWeights(scope, ofInputs);
    NDArray output = null;
    for (NDArray step : steps) {
      NDArray fed = output == null ? step : output.concat(step, 2);
      try (NDArray gates = fed.batchMatMul(output == null ? ofInputs : all)) {
        output = tape.forward(gates);
      }
      used.accept(fed);
    }
    return output;
  }

  /** Weights of the inputs and both biases with gains, {@code [networks, columns, gates]}. */
  private NDArray inputWeights(NDManager scope) {
    NDArray bias = attached(scope, weights.inputBias().add(weights.stateBias()));
    NDArray both = attached(scope, weights.input().concat(bias, 2));
    return both.muli(gains).transpose(0, 2, 1);
  }

  /** Those of the state before them, {@code [networks, units + columns, gates]}. */
  private NDArray allWeights(NDManager scope, NDArray ofInputs) {
    NDArray state = attached(scope, weights.state().mul(gains));
    return state.concat(ofInputs.transpose(0, 2, 1), 2).transpose(0, 2, 1);
  }

  private NDArray head(NDArray outputs) {
    return outputs.batchMatMul(weights.headTurned()).addi(weights.headBias());
  }

  private void backward(
      CellTape tape, NDList joined, NDArray lastSlope, Map<String, NDArray> gradients) {
    NDManager scope = lastSlope.getManager();
    NDArray ofAll = null;
    NDArray ofInputs = null;
    NDArray slope = lastSlope;
    for (int t = joined.size() - 1; t >= 0; t--) {
      try (NDArray gates = tape.backward(slope);
          NDArray turned = gates.transpose(0, 2, 1)) {
        NDArray product = turned.batchMatMul(joined.get(t));
        if (t > 0) {
          ofAll = sum(ofAll, product);
          slope = gates.batchMatMul(weights.state());
        } else {
          ofInputs = product;
        }
      }
    }
    if (ofAll != null) {
      ofInputs.addi(ofAll.get(new NDIndex(":, :, " + units + ":")));
    }
    gradients.put(INPUT, ofInputs.get(NO_BIAS));
    NDArray bias = ofInputs.get(BIAS);
    gradients.put(INPUT_BIAS, bias);
    gradients.put(STATE_BIAS, bias);
    gradients.put(
        STATE,
        ofAll == null
            ? scope.zeros(weights.state().getShape())
            : ofAll.get(new NDIndex(":, :, :" + units)));
  }

  private static NDArray sum(NDArray sum, NDArray summand) {
    if (sum == null) {
      return summand;
    }
    sum.addi(summand);
    summand.close();
    return sum;
  }

  private NDArray gather(Map<String, NDArray> gradients) {
    NDList parts = new NDList();
    for (ParameterLayout.Entry entry : layout.entries()) {
      String suffix =
          gradients.keySet().stream().filter(entry.path()::endsWith).findFirst().orElseThrow();
      parts.add(gradients.get(suffix).reshape(networks, entry.size()));
    }
    return NDArrays.concat(parts, 1);
  }

  @Override
  public float[][][] forecast(NDArray inputs, StackDropout dropout, int passes) {
    NDManager scope = inputs.getManager();
    Shape shape = inputs.getShape();
    NDArray shared = inputs.broadcast(new Shape(networks).addAll(shape));
    NDArray last = forward(cell.tape(constants, false), steps(shared), NDArray::close);
    int windows = Math.toIntExact(shape.get(1));
    float[][][] forecasts = new float[passes][Math.toIntExact(networks)][windows];
    for (float[][] pass : forecasts) {
      NDArray kept =
          dropout.any() ? last.mul(dropout.factors(scope, new Shape(windows, units))) : last;
      float[] all = head(kept).toFloatArray();
      for (int i = 0; i < pass.length; i++) {
        System.arraycopy(all, i * windows, pass[i], 0, windows);
      }
    }
    return forecasts;
  }

  private static NDArray attached(NDManager scope, NDArray array) {
    array.attach(scope);
    return array;
  }
}
