package org.synprune.jobs.train.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.engine.Downloads;
import org.synprune.jobs.extend.DropoutPlace;
import org.synprune.jobs.extend.OwnBlocks;
import org.synprune.jobs.train.batches.WholeBatches;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.weights.ParameterLayout;

/**
 * A network of own code, alone: a block of DJL, whose gradient the engine computes.
 *
 * <p>The block takes its weights from views of the row, made anew for each pass: what changes the
 * row between passes, such as Adam and masks, knows nothing of blocks. The gradient is asked for
 * without a {@link ai.djl.training.GradientCollector}, of which a process can have one only, so
 * that trials are trained in several threads.
 */
final class OwnBlock implements StackedNetwork {

  private final Block block;
  private final ParameterLayout layout;
  private final NDArray rows;
  private final List<DropoutPlace> places;

  /** Paths by the parameters' ids, which a block asks for. */
  private final Map<String, String> paths = new HashMap<>();

  private final Map<String, Boolean> trained = new HashMap<>();

  /**
   * Binds a network to its weights.
   *
   * @param block the network, initialised
   * @param layout where parameters lie in the row
   * @param rows weights, {@code [1, parameters]}
   */
  OwnBlock(Block block, ParameterLayout layout, NDArray rows) {
    if (rows.getShape().get(0) != 1) {
      throw new IllegalArgumentException("own code is computed alone, but there are " + rows);
    }
    this.block = block;
    this.layout = layout;
    this.rows = rows;
    places = OwnBlocks.places(block);
    for (Pair<String, Parameter> entry : block.getParameters()) {
      paths.put(entry.getValue().getId(), entry.getKey());
      trained.put(entry.getKey(), entry.getValue().requiresGradient());
    }
  }

  @Override
  public LossGradient differentiate(NDArray inputs, NDArray labels, StackDropout dropout) {
    NDManager owner = inputs.getManager();
    try (NDManager scope = owner.newSubManager()) {
      Map<String, NDArray> weights = weights(scope);
      weights.forEach((path, weight) -> weight.setRequiresGradient(trained.get(path)));
      NDArray windows = alone(inputs, scope);
      NDArray output;
      JniUtils.setGradMode(true);
      try {
        output = output(windows, weights, dropout, true, scope);
      } finally {
        JniUtils.setGradMode(false);
      }
      NDArray error = output.reshape(labels.getShape()).sub(labels);
      long forecasts = labels.getShape().slice(1).size();
      NDArray losses = error.mul(error).reshape(1, forecasts).mean(new int[] {1});
      // No number of Java's is in the recorded graph: its memory might be gone by now.
      NDArray slope =
          error.muli(scope.full(new Shape(), 2f / forecasts)).reshape(output.getShape());
      JniUtils.backward((PtNDArray) output, (PtNDArray) slope, false, false);
      Map<String, NDArray> gradients = new HashMap<>();
      weights.forEach(
          (path, weight) -> {
            NDArray gradient =
                trained.get(path) ? weight.getGradient() : scope.zeros(weight.getShape());
            gradient.attach(scope);
            gradients.put(path, gradient.expandDims(0));
          });
      NDArray gradient = layout.rows(gradients);
      losses.attach(owner);
      gradient.attach(owner);
      return new LossGradient(losses, gradient);
    }
  }

  @Override
  public float[][][] forecast(NDArray inputs, StackDropout dropout, int passes) {
    float[][][] forecasts = new float[passes][1][];
    for (float[][] pass : forecasts) {
      try (NDManager scope = inputs.getManager().newSubManager()) {
        NDArray windows = alone(inputs, scope);
        pass[0] = Downloads.floats(output(windows, weights(scope), dropout, false, scope));
      }
    }
    return forecasts;
  }

  /** All batches of one size: how the block computes may depend on it. */
  @Override
  public int mostWindows(boolean drops) {
    return WholeBatches.GRAIN;
  }

  /** The windows of the only network. */
  private static NDArray alone(NDArray inputs, NDManager scope) {
    NDArray windows = inputs.get(0);
    windows.attach(scope);
    return windows;
  }

  private Map<String, NDArray> weights(NDManager scope) {
    Map<String, NDArray> weights = new HashMap<>();
    NDArray row = rows.get(0);
    row.attach(scope);
    for (ParameterLayout.Entry entry : layout.entries()) {
      NDArray view = layout.view(row, entry.path());
      view.attach(scope);
      weights.put(entry.path(), view);
    }
    return weights;
  }

  /** Blocks keep things of a pass, so there is one at a time. */
  private NDArray output(
      NDArray windows,
      Map<String, NDArray> weights,
      StackDropout dropout,
      boolean training,
      NDManager scope) {
    synchronized (block) {
      dropout.nextPass();
      places.forEach(
          place ->
              place.dropWith(
                  dropout.any() ? shape -> dropout.factors(scope, shape).reshape(shape) : null));
      try {
        return block
            .forward(new Weights(scope, weights), new NDList(windows), training)
            .singletonOrThrow();
      } finally {
        places.forEach(place -> place.dropWith(null));
      }
    }
  }

  /** Gives a block the weights of a pass in place of its own. */
  private final class Weights extends ParameterStore {

    private final Map<String, NDArray> byPath;

    Weights(NDManager manager, Map<String, NDArray> byPath) {
      super(manager, false);
      this.byPath = byPath;
    }

    @Override
    public @Nullable NDArray getValue(
        @Nullable Parameter parameter, Device device, boolean training) {
      return parameter == null ? null : byPath.get(paths.get(parameter.getId()));
    }
  }
}
