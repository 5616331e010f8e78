package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.synprune.jobs.engine.Downloads;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Patches;
import org.synprune.jobs.model.patchtst.HostRoom;
import org.synprune.jobs.model.patchtst.HostVectors;
import org.synprune.jobs.model.patchtst.PatchTstNetwork;
import org.synprune.jobs.model.patchtst.PatchTstPass;
import org.synprune.jobs.train.batches.WholeBatches;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.Placement;

/** A stack of patch time-series transformers. */
final class PatchTstStack implements StackedNetwork {

  private final ParameterLayout layout;
  private final long networks;
  private final int horizon;
  private final boolean host;
  private final PatchTstNetwork network;

  /** Of training, which is one thread's. */
  private final HostRoom room = new HostRoom();

  /**
   * Binds networks to their weights.
   *
   * @param spec their shape
   * @param layout where parameters lie in a row
   * @param rows weights, {@code [networks, parameters]}; views and constants are closed with their
   *     manager
   * @param placement who computes what is no matrix product
   */
  PatchTstStack(ForecasterSpec spec, ParameterLayout layout, NDArray rows, Placement placement) {
    this.layout = layout;
    horizon = spec.horizon();
    networks = rows.getShape().get(0);
    host = placement == Placement.HOST;
    network = network(spec, layout, rows, host);
  }

  @Override
  public int mostWindows(boolean drops) {
    return host || drops ? WholeBatches.GRAIN : WholeBatches.MOST;
  }

  /** The networks; computed on the host where no product is needed, or by the engine alone. */
  static PatchTstNetwork network(
      ForecasterSpec spec, ParameterLayout layout, NDArray rows, boolean host) {
    Map<String, NDArray> views = new LinkedHashMap<>();
    int end = 0;
    for (ParameterLayout.Entry entry : layout.entries()) {
      if (entry.start() < end) {
        continue; // lies in the range of the query before it
      }
      int parts = 1;
      if (PatchTstNetwork.isQuery(entry.path())) {
        parts = layout.requireAdjacent(PatchTstNetwork.queryKeyValue(entry.path()));
      }
      long[] shape = entry.shape().getShape().clone();
      shape[0] *= parts;
      end = entry.start() + parts * entry.size();
      views.put(entry.path(), ParameterLayout.view(rows, entry.start(), end, new Shape(shape)));
    }
    return new PatchTstNetwork(
        Patches.of(spec.lookback()).count(),
        spec.hidden(),
        ForecasterSpec.HEADS,
        views,
        host ? vectors(layout, rows) : null,
        rows.getManager());
  }

  private static HostVectors vectors(ParameterLayout layout, NDArray rows) {
    Map<String, Integer> starts = new HashMap<>();
    layout.entries().forEach(entry -> starts.put(entry.path(), entry.start()));
    return new HostVectors(rows, starts);
  }

  @Override
  public LossGradient differentiate(NDArray inputs, NDArray labels, StackDropout dropout) {
    NDManager manager = inputs.getManager();
    try (NDManager scope = manager.newSubManager()) {
      NDArray own = inputs.reshape(inputs.getShape());
      own.attach(scope);
      PatchTstPass pass = network.pass(own, dropout, room);
      NDArray error = pass.output().sub(labels);
      long forecasts = labels.getShape().slice(1).size();
      NDArray losses = error.mul(error).reshape(networks, forecasts).mean(new int[] {1});
      NDArray slope = error.muli(scope.full(new Shape(), 2f / forecasts));
      Map<String, NDArray> gradients = new HashMap<>();
      IdentityHashMap<NDArray, NDArray> byFactors = pass.backward(slope, gradients);
      dropout.learn(byFactors::get);
      NDArray gradient = layout.rows(gradients);
      losses.attach(manager);
      gradient.attach(manager);
      return new LossGradient(losses, gradient);
    }
  }

  @Override
  public float[][][] forecast(NDArray inputs, StackDropout dropout, int passes) {
    Shape shape = inputs.getShape();
    NDArray repeated = inputs.broadcast(new Shape(networks).addAll(shape.slice(1)));
    int windows = Math.toIntExact(shape.get(1));
    HostRoom ownRoom = new HostRoom(); // several threads may forecast
    int each = windows * horizon;
    float[][][] forecasts = new float[passes][Math.toIntExact(networks)][each];
    for (float[][] pass : forecasts) {
      try (NDManager scope = inputs.getManager().newSubManager()) {
        NDArray own = repeated.reshape(repeated.getShape());
        own.attach(scope);
        float[] all = Downloads.floats(network.pass(own, dropout, ownRoom).output());
        for (int i = 0; i < pass.length; i++) {
          System.arraycopy(all, i * each, pass[i], 0, each);
        }
      }
    }
    return forecasts;
  }
}
