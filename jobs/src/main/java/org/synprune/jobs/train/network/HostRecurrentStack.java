package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.RecurrentNetwork;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.batches.HostBatches;
import org.synprune.jobs.train.batches.TurnedRows;
import org.synprune.jobs.train.batches.WindowInputs;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.weights.ParameterLayout;

/**
 * A stack of recurrent forecasters on the CPU: as {@link RecurrentStack}, but for {@link
 * HostRecurrentPass} and {@link HostRecurrentForecast} in place of the engine's operations.
 */
final class HostRecurrentStack implements StackedNetwork {

  private final ParameterLayout layout;
  private final NDManager manager;
  private final int networks;
  private final int units;
  private final int horizon;
  private final CellLoops cell;
  private final Map<String, NDArray> weights = new HashMap<>();
  private final NDArray stateTurned;
  private final NDArray headTurned;
  private final Architecture architecture;
  private final Map<Integer, HostRecurrentPass> passes = new HashMap<>();
  private PassMemory largest;

  /**
   * Binds networks to their weights.
   *
   * @param spec their shape
   * @param layout where parameters lie in a row
   * @param rows weights, {@code [networks, parameters]}; views, constants and memory are closed
   *     with their manager
   */
  HostRecurrentStack(ForecasterSpec spec, ParameterLayout layout, NDArray rows) {
    this.layout = layout;
    manager = rows.getManager();
    networks = Math.toIntExact(rows.getShape().get(0));
    units = spec.hidden();
    horizon = spec.horizon();
    cell = CellLoops.of(spec.architecture());
    layout.entries().forEach(entry -> weights.put(entry.path(), ParameterLayout.view(rows, entry)));
    stateTurned = weights.get(RecurrentNetwork.STATE).transpose(0, 2, 1);
    headTurned = weights.get(RecurrentNetwork.HEAD).transpose(0, 2, 1);
    architecture = spec.architecture();
  }

  @Override
  public LossGradient differentiate(NDArray inputs, NDArray labels, StackDropout dropout) {
    TurnedRows rows = HostRecurrentForecast.rows(inputs);
    return differentiate(inputs.getManager(), rows, inputs.getShape().slice(1), labels, dropout);
  }

  @Override
  public LossGradient differentiate(
      NDManager owner, BatchSource batches, int from, int until, StackDropout dropout) {
    if (batches instanceof HostBatches host) {
      NDArray labels = host.labels(owner, from, until);
      Shape size = host.shape(until - from);
      return differentiate(owner, host.turned(from, until), size, labels, dropout);
    }
    return StackedNetwork.super.differentiate(owner, batches, from, until, dropout);
  }

  private LossGradient differentiate(
      NDManager owner, TurnedRows rows, Shape size, NDArray labels, StackDropout dropout) {
    try (NDManager scope = owner.newSubManager()) {
      HostRecurrentPass pass = pass(size);
      pass.feed(rows);
      NDArray ofInputs = inputWeights(scope);
      NDArray last = pass.forward(ofInputs, allWeights(scope, ofInputs));

      int windows = Math.toIntExact(labels.getShape().get(1));
      long forecasts = (long) windows * horizon;
      boolean drops = dropout.any();
      dropout.nextPass();
      NDArray factors = drops ? factors(scope, dropout, windows) : last;
      NDArray kept = drops ? attached(scope, last.mul(factors)) : last;
      NDArray error =
          attached(scope, weights.get(RecurrentNetwork.HEAD).batchMatMul(kept))
              .addi(attached(scope, weights.get(RecurrentNetwork.HEAD_BIAS).expandDims(2)))
              .subi(attached(scope, labels.transpose(0, 2, 1)));
      NDArray losses =
          attached(scope, error.mul(error))
              .reshape(networks, 1, forecasts)
              .mean(new int[] {2})
              .reshape(networks);

      NDArray slope = error.muli(scope.create(2f / forecasts));
      Map<String, NDArray> gradients = new HashMap<>();
      NDArray turned = attached(scope, kept.transpose(0, 2, 1));
      gradients.put(RecurrentNetwork.HEAD, slope.batchMatMul(turned));
      gradients.put(RecurrentNetwork.HEAD_BIAS, slope.sum(new int[] {2}));
      NDArray outputSlope = attached(scope, headTurned.batchMatMul(slope));
      if (drops) {
        dropout.learn(drawn -> outputSlope.mul(last).transpose(0, 2, 1));
        outputSlope.muli(factors);
      }
      layerGradients(scope, pass.backward(outputSlope, stateTurned), gradients);
      NDArray gradient = layout.rows(gradients);
      losses.attach(owner);
      gradient.attach(owner);
      return new LossGradient(losses, gradient);
    }
  }

  /** What the last outputs are multiplied with, {@code [networks, units, windows]}. */
  private NDArray factors(NDManager scope, StackDropout dropout, int windows) {
    return dropout.factors(scope, new Shape(windows, units)).transpose(0, 2, 1);
  }

  private HostRecurrentPass pass(Shape size) {
    int windows = Math.toIntExact(size.get(1));
    return passes.computeIfAbsent(windows, key -> new HostRecurrentPass(cell, memory(size)));
  }

  private PassMemory memory(Shape size) {
    PassShape shape =
        new PassShape(
            networks,
            Math.toIntExact(size.get(0)),
            Math.toIntExact(size.get(1)),
            units,
            Math.toIntExact(size.get(2)),
            cell.gates(),
            cell.remembered());
    boolean fits = largest != null && shape.windows() <= largest.shape().windows();
    PassMemory memory = new PassMemory(manager, shape, fits ? largest : null);
    if (!fits) {
      largest = memory;
    }
    return memory;
  }

  /** Weights of the inputs and both biases, {@code [networks, gates * units, columns]}. */
  private NDArray inputWeights(NDManager scope) {
    NDArray bias =
        attached(
            scope,
            weights.get(RecurrentNetwork.INPUT_BIAS).add(weights.get(RecurrentNetwork.STATE_BIAS)));
    NDArray input = weights.get(RecurrentNetwork.INPUT);
    return attached(scope, input.concat(attached(scope, bias.expandDims(2)), 2));
  }

  /** Those of the state before them. */
  private NDArray allWeights(NDManager scope, NDArray ofInputs) {
    return attached(scope, weights.get(RecurrentNetwork.STATE).concat(ofInputs, 2));
  }

  private static NDArray attached(NDManager scope, NDArray array) {
    array.attach(scope);
    return array;
  }

  private void layerGradients(
      NDManager scope, HostRecurrentPass.Slopes slopes, Map<String, NDArray> gradients) {
    NDArray ofInputs = attached(scope, slopes.ofInputs());
    NDArray state = weights.get(RecurrentNetwork.STATE);
    gradients.put(
        RecurrentNetwork.STATE,
        slopes.ofState() == null
            ? scope.zeros(state.getShape())
            : attached(scope, slopes.ofState()));
    gradients.put(RecurrentNetwork.INPUT, ofInputs.get(":, :, :-1"));
    NDArray bias = ofInputs.get(":, :, -1");
    gradients.put(RecurrentNetwork.INPUT_BIAS, bias);
    gradients.put(RecurrentNetwork.STATE_BIAS, bias);
  }

  @Override
  public float[][][] forecast(NDArray inputs, StackDropout dropout, int passCount) {
    Shape size = inputs.getShape().slice(1);
    TurnedRows rows = HostRecurrentForecast.rows(inputs);
    return forecast(inputs.getManager(), rows, size, dropout, passCount);
  }

  @Override
  public float[][][] forecast(
      NDManager owner,
      BatchSource batches,
      int from,
      int until,
      StackDropout dropout,
      int passCount) {
    if (batches instanceof HostBatches host) {
      Shape size = host.shape(until - from);
      return forecast(owner, host.turned(from, until), size, dropout, passCount);
    }
    return StackedNetwork.super.forecast(owner, batches, from, until, dropout, passCount);
  }

  @Override
  public float[][][] forecast(
      NDManager manager, WindowInputs inputs, StackDropout dropout, int passCount) {
    return forecast(manager, inputs::turn, inputs.shape(), dropout, passCount);
  }

  private float[][][] forecast(
      NDManager owner, TurnedRows rows, Shape size, StackDropout dropout, int passCount) {
    int windows = Math.toIntExact(size.get(1));
    int each = windows * horizon;
    float[][][] forecasts = new float[passCount][networks][each];
    try (NDManager scope = owner.newSubManager()) {
      NDArray ofInputs = inputWeights(scope);
      NDArray ofAll = allWeights(scope, ofInputs);
      NDArray last =
          new HostRecurrentForecast(ForwardLoops.of(architecture), networks, units)
              .forward(scope, rows, size, ofInputs, ofAll);
      NDArray bias = attached(scope, weights.get(RecurrentNetwork.HEAD_BIAS).expandDims(2));
      for (float[][] pass : forecasts) {
        dropout.nextPass();
        NDArray kept =
            dropout.any() ? attached(scope, last.mul(factors(scope, dropout, windows))) : last;
        NDArray head = attached(scope, weights.get(RecurrentNetwork.HEAD).batchMatMul(kept));
        float[] all = attached(scope, head.addi(bias).transpose(0, 2, 1)).toFloatArray();
        for (int i = 0; i < pass.length; i++) {
          System.arraycopy(all, i * each, pass[i], 0, each);
        }
      }
    }
    return forecasts;
  }
}
