package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import org.synprune.jobs.engine.Downloads;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.RecurrentNetwork;
import org.synprune.jobs.model.RecurrentPass;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.weights.ParameterLayout;

/**
 * A stack of recurrent forecasters by the engine's operations, on a GPU. Its gradients are computed
 * by hand. On the CPU there is {@link HostRecurrentStack}.
 */
final class RecurrentStack implements StackedNetwork {

  private final ParameterLayout layout;
  private final int units;
  private final int horizon;
  private final long networks;
  private final RecurrentNetwork network;

  /**
   * Binds networks to their weights.
   *
   * @param spec their shape
   * @param layout where parameters lie in a row
   * @param rows weights, {@code [networks, parameters]}; views and constants are closed with their
   *     manager
   */
  RecurrentStack(ForecasterSpec spec, ParameterLayout layout, NDArray rows) {
    this.layout = layout;
    units = spec.hidden();
    horizon = spec.horizon();
    networks = rows.getShape().get(0);
    Map<String, NDArray> weights = new HashMap<>();
    layout.entries().forEach(entry -> weights.put(entry.path(), ParameterLayout.view(rows, entry)));
    network = new RecurrentNetwork(spec, weights, rows.getManager(), false);
  }

  @Override
  public LossGradient differentiate(NDArray inputs, NDArray labels, StackDropout dropout) {
    NDManager scope = inputs.getManager();
    RecurrentPass pass = network.record(inputs);
    NDArray last = pass.output();

    Shape perNetwork = new Shape(labels.getShape().get(1), units);
    boolean drops = dropout.any();
    dropout.nextPass();
    NDArray factors = drops ? dropout.factors(scope, perNetwork) : last;
    NDArray kept = drops ? last.mul(factors) : last;
    NDArray error = network.head(kept).subi(labels);
    long forecasts = labels.getShape().slice(1).size();
    NDArray losses = error.mul(error).reshape(networks, forecasts, 1).mean(new int[] {1});

    NDArray slope = error.muli(scope.full(new Shape(), 2f / forecasts));
    Map<String, NDArray> gradients = new HashMap<>();
    NDArray outputSlope = network.headBackward(slope, kept, gradients);
    if (drops) {
      dropout.learn(drawn -> outputSlope.mul(last));
      outputSlope.muli(factors);
    }
    pass.backward(outputSlope, gradients);
    return new LossGradient(losses.reshape(networks), layout.rows(gradients));
  }

  @Override
  public float[][][] forecast(NDArray inputs, StackDropout dropout, int passes) {
    NDManager scope = inputs.getManager();
    Shape shape = inputs.getShape();
    NDArray own = inputs.broadcast(new Shape(networks).addAll(shape.slice(1)));
    NDArray last = network.forward(own);
    int windows = Math.toIntExact(shape.get(2));
    int each = windows * horizon;
    float[][][] forecasts = new float[passes][Math.toIntExact(networks)][each];
    for (float[][] pass : forecasts) {
      dropout.nextPass();
      NDArray kept =
          dropout.any() ? last.mul(dropout.factors(scope, new Shape(windows, units))) : last;
      float[] all = Downloads.floats(network.head(kept));
      for (int i = 0; i < pass.length; i++) {
        System.arraycopy(all, i * each, pass[i], 0, each);
      }
    }
    return forecasts;
  }
}
