package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.ArrayDeque;
import java.util.Deque;

/** {@code h = tanh(gates)}. */
final class TanhPass implements CellPass {

  private final CellConstants constants;
  private final boolean returns;
  private final Deque<NDArray> outputs = new ArrayDeque<>();

  TanhPass(CellConstants constants, boolean returns) {
    this.constants = constants;
    this.returns = returns;
  }

  @Override
  public NDArray forward(NDArray gates) {
    NDArray output = constants.tanhOfSigmoid(Activation.sigmoid(gates));
    if (!returns && !outputs.isEmpty()) {
      outputs.pop().close();
    }
    outputs.push(output);
    return output;
  }

  @Override
  public NDArray backward(NDArray slope) {
    // slope * (1 - h^2)
    try (NDArray output = outputs.pop();
        NDArray lost = slope.mul(output)) {
      return slope.subi(lost.muli(output));
    }
  }
}
