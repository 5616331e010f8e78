package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;

/**
 * Recurrent forecasters of one shape, computed side by side: one recurrent layer and a linear head
 * on its last output. Dropout between the two is the caller's. A network alone is a stack of one.
 *
 * <p>A column of ones behind the features makes the biases the last column of the input weights.
 */
public final class RecurrentNetwork {

  /** Path of the input weights, {@code [gates * units, features]}. */
  public static final String INPUT = "01recurrent_l_0_i2h_WEIGHT";

  /** Path of the weights of the output of the step before, {@code [gates * units, units]}. */
  public static final String STATE = "01recurrent_l_0_h2h_WEIGHT";

  /** Path of the bias that is added to the weighted inputs, {@code [gates * units]}. */
  public static final String INPUT_BIAS = "01recurrent_l_0_i2h_BIAS";

  /** Path of the bias that is added to the weighted outputs, {@code [gates * units]}. */
  public static final String STATE_BIAS = "01recurrent_l_0_h2h_BIAS";

  /** Path of the head's weights, {@code [horizon, units]}. */
  public static final String HEAD = "03head_weight";

  /** Path of the head's bias, {@code [horizon]}. */
  public static final String HEAD_BIAS = "03head_bias";

  private final RecurrentCell cell;
  private final int units;
  private final CellConstants constants;
  private final NDArray gains;
  private final NDArray input;
  private final NDArray state;
  private final NDArray inputBias;
  private final NDArray stateBias;
  private final NDArray head;
  private final NDArray headTransposed;
  private final NDArray headBias;

  /**
   * Binds networks to their weights.
   *
   * @param spec their shape
   * @param weights parameters by path, {@code [networks, shape...]}
   * @param manager owns views and constants
   * @param differentiable whether the engine has to be able to differentiate what is computed; if
   *     not, arrays are changed in place that its backward pass would read
   */
  public RecurrentNetwork(
      ForecasterSpec spec,
      Map<String, NDArray> weights,
      NDManager manager,
      boolean differentiable) {
    cell = RecurrentCell.of(spec.architecture());
    units = spec.hidden();
    constants = CellConstants.of(manager, differentiable);
    int rows = cell.gates() * units;
    gains = CellConstants.kept(manager.create(cell.gains(units), new Shape(1, rows, 1)));
    input = weights.get(INPUT);
    state = weights.get(STATE);
    inputBias = weights.get(INPUT_BIAS).expandDims(2);
    NDArray bias = weights.get(STATE_BIAS).expandDims(2);
    // Both biases have the same slopes. As neighbours in a sum, the engine would give them one
    // array for the two, and add to it twice in the next backward pass.
    stateBias = differentiable ? bias.mul(constants.one()) : bias;
    head = weights.get(HEAD);
    headTransposed = head.transpose(0, 2, 1);
    headBias = weights.get(HEAD_BIAS).expandDims(1);
  }

  /**
   * Computes the layer.
   *
   * @param inputs {@code [networks, steps, windows, features + 1]}, ones in the last column
   * @return the last step's output, {@code [networks, windows, units]}
   */
  public NDArray forward(NDArray inputs) {
    return pass(inputs, false).output();
  }

  /**
   * Computes the layer and remembers what the way back needs.
   *
   * @param inputs {@code [networks, steps, windows, features + 1]}, ones in the last column
   * @return the pass, with its output
   */
  public RecurrentPass record(NDArray inputs) {
    return pass(inputs, true);
  }

  private RecurrentPass pass(NDArray inputs, boolean returns) {
    NDManager scope = inputs.getManager();
    NDArray ofInputs = inputWeights(scope);
    NDArray ofAll = inputs.getShape().get(1) == 1 ? ofInputs : allWeights(scope, ofInputs);
    RecurrentPass pass = new RecurrentPass(cell.pass(constants, returns), state, units, returns);
    pass.forward(inputs, ofInputs, ofAll);
    return pass;
  }

  /** Weights of the inputs and both biases with gains, {@code [networks, columns, gates]}. */
  private NDArray inputWeights(NDManager scope) {
    NDArray bias = attached(scope, inputBias.add(stateBias));
    NDArray both = attached(scope, input.concat(bias, 2));
    return both.muli(gains).transpose(0, 2, 1);
  }

  /** Those of the state before them, {@code [networks, units + columns, gates]}. */
  private NDArray allWeights(NDManager scope, NDArray ofInputs) {
    NDArray scaled = attached(scope, state.mul(gains));
    return scaled.concat(ofInputs.transpose(0, 2, 1), 2).transpose(0, 2, 1);
  }

  private static NDArray attached(NDManager scope, NDArray array) {
    array.attach(scope);
    return array;
  }

  /**
   * Computes the head.
   *
   * @param outputs {@code [networks, windows, units]}
   * @return forecasts, {@code [networks, windows, horizon]}
   */
  public NDArray head(NDArray outputs) {
    return outputs.batchMatMul(headTransposed).addi(headBias);
  }

  /**
   * Goes back through the head.
   *
   * @param slope of the losses by the forecasts, {@code [networks, windows, horizon]}
   * @param outputs what the head was given, {@code [networks, windows, units]}
   * @param gradients takes those of the head's parameters, by path
   * @return slope by the outputs, of their shape
   */
  public NDArray headBackward(NDArray slope, NDArray outputs, Map<String, NDArray> gradients) {
    gradients.put(HEAD, slope.transpose(0, 2, 1).batchMatMul(outputs));
    gradients.put(HEAD_BIAS, slope.sum(new int[] {1}));
    return slope.batchMatMul(head);
  }
}
