package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * {@code i, f, o = sigmoid(gates)}, {@code g = tanh(gates)}, {@code c = f c' + i g}, {@code h = o
 * tanh(c)}.
 */
final class LstmPass implements CellPass {

  private static final int GATES = 4;
  private static final int UNITS_AXIS = 2;

  private final CellConstants constants;
  private final boolean returns;
  private final Deque<StepState> steps = new ArrayDeque<>();
  private NDArray cellSlope;

  /**
   * What is remembered of a step.
   *
   * @param sigmoids of all gates; those of the candidate's are {@code (g + 1) / 2}
   * @param gates the sigmoids' views by gate
   * @param candidate g
   * @param cell c
   * @param squashed tanh(c)
   * @param output h
   */
  private record StepState(
      NDArray sigmoids,
      NDList gates,
      NDArray candidate,
      NDArray cell,
      NDArray squashed,
      NDArray output)
      implements AutoCloseable {

    NDArray input() {
      return gates.get(0);
    }

    NDArray forget() {
      return gates.get(1);
    }

    NDArray opening() {
      return gates.get(3);
    }

    @Override
    public void close() {
      gates.close();
      sigmoids.close();
      candidate.close();
      cell.close();
      squashed.close();
      output.close();
    }
  }

  LstmPass(CellConstants constants, boolean returns) {
    this.constants = constants;
    this.returns = returns;
  }

  @Override
  public NDArray forward(NDArray weighted) {
    NDArray sigmoids = Activation.sigmoid(weighted);
    NDList gates = sigmoids.split(GATES, UNITS_AXIS);
    NDArray candidate = gates.get(2).mul(constants.two());
    candidate.subi(constants.one());
    NDArray cell = gates.get(0).mul(candidate);
    if (!steps.isEmpty()) {
      try (NDArray kept = gates.get(1).mul(steps.peek().cell())) {
        cell.addi(kept);
      }
    }
    NDArray squashed;
    try (NDArray twice = cell.mul(constants.two())) {
      squashed = constants.tanhOfSigmoid(Activation.sigmoid(twice));
    }
    NDArray output = gates.get(3).mul(squashed);
    if (!returns && !steps.isEmpty()) {
      steps.pop().close();
    }
    steps.push(new StepState(sigmoids, gates, candidate, cell, squashed, output));
    return output;
  }

  @Override
  public NDArray backward(NDArray slope) {
    try (StepState step = steps.pop();
        NDArray opening = slope.mul(step.squashed());
        NDArray cell = cellSlope(step, slope);
        NDArray input = cell.mul(step.candidate());
        NDArray candidate = cell.mul(step.input());
        NDArray forget = steps.isEmpty() ? cell.zerosLike() : cell.mul(steps.peek().cell())) {
      slope.close();
      cellSlope = steps.isEmpty() ? null : cell.mul(step.forget());
      // The slope of g = 2 s - 1 by its gate, s being the sigmoid of twice the gate, is 4 s (1 -
      // s).
      candidate.muli(constants.four());
      NDArray gates = NDArrays.concat(new NDList(input, forget, candidate, opening), UNITS_AXIS);
      try (NDArray squares = step.sigmoids().mul(step.sigmoids())) {
        return gates.muli(step.sigmoids().subi(squares));
      }
    }
  }

  /** By c: what comes through this step's output, and from the step after. */
  private NDArray cellSlope(StepState step, NDArray slope) {
    NDArray through = slope.mul(step.opening());
    try (NDArray lost = step.squashed().mul(step.squashed())) {
      through.subi(lost.muli(through));
    }
    if (cellSlope != null) {
      through.addi(cellSlope);
      cellSlope.close();
    }
    return through;
  }
}
