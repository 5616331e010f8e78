package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a recurrent layer over all steps. Goes forward and back by hand: a recurrent step is
 * too small to be worth the engine's bookkeeping for each of its operations.
 */
public final class RecurrentPass {

  private static final NDIndex BIAS = new NDIndex(":, :, -1");
  private static final NDIndex NO_BIAS = new NDIndex(":, :, :-1");

  private final CellPass cell;
  private final NDArray state;
  private final int units;
  private final boolean returns;

  /**
   * For each step the state before it and its inputs side by side; of the first step the inputs.
   */
  private final NDList joined = new NDList();

  private NDArray output;

  /**
   * Begins a pass.
   *
   * @param cell computes one step
   * @param state weights of the state, {@code [networks, gates * units, units]}
   * @param units hidden units
   * @param returns whether the pass will go back
   */
  RecurrentPass(CellPass cell, NDArray state, int units, boolean returns) {
    this.cell = cell;
    this.state = state;
    this.units = units;
    this.returns = returns;
  }

  /**
   * Goes through all steps.
   *
   * @param inputs {@code [networks, steps, windows, columns]}
   * @param ofInputs weights of the inputs, {@code [networks, columns, gates * units]}
   * @param ofAll weights of state and inputs, {@code [networks, units + columns, gates * units]}
   */
  void forward(NDArray inputs, NDArray ofInputs, NDArray ofAll) {
    NDArray last = null;
    for (NDArray step : steps(inputs)) {
      NDArray fed = last == null ? step : last.concat(step, 2);
      try (NDArray gates = fed.batchMatMul(last == null ? ofInputs : ofAll)) {
        last = cell.forward(gates);
      }
      if (returns) {
        joined.add(fed);
      } else {
        fed.close();
      }
    }
    output = last;
  }

  /** Views of the steps, {@code [networks, windows, columns]}. */
  private static NDList steps(NDArray inputs) {
    Shape shape = inputs.getShape();
    return inputs
        .reshape(shape.get(0), shape.get(1) * shape.get(2), shape.get(3))
        .split(shape.get(1), 1);
  }

  /**
   * What the last step gave.
   *
   * @return {@code [networks, windows, units]}
   */
  public NDArray output() {
    return output;
  }

  /**
   * Goes back through all steps, once.
   *
   * @param outputSlope slope of the losses by {@link #output}; is used up
   * @param gradients takes those of the layer's parameters, by path
   */
  public void backward(NDArray outputSlope, Map<String, NDArray> gradients) {
    NDManager scope = outputSlope.getManager();
    NDArray ofAll = null;
    NDArray ofInputs = null;
    NDArray slope = outputSlope;
    for (int t = joined.size() - 1; t >= 0; t--) {
      try (NDArray gates = cell.backward(slope);
          NDArray turned = gates.transpose(0, 2, 1)) {
        NDArray product = turned.batchMatMul(joined.get(t));
        if (t > 0) {
          ofAll = sum(ofAll, product);
          slope = gates.batchMatMul(state);
        } else {
          ofInputs = product;
        }
      }
    }
    if (ofAll != null) {
      ofInputs.addi(ofAll.get(new NDIndex(":, :, " + units + ":")));
    }
    gradients.put(RecurrentNetwork.INPUT, ofInputs.get(NO_BIAS));
    NDArray bias = ofInputs.get(BIAS);
    gradients.put(RecurrentNetwork.INPUT_BIAS, bias);
    gradients.put(RecurrentNetwork.STATE_BIAS, bias);
    gradients.put(
        RecurrentNetwork.STATE,
        ofAll == null ? scope.zeros(state.getShape()) : ofAll.get(new NDIndex(":, :, :" + units)));
  }

  private static NDArray sum(@Nullable NDArray sum, NDArray summand) {
    if (sum == null) {
      return summand;
    }
    sum.addi(summand);
    summand.close();
    return sum;
  }
}
