package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.PatchTstPass;
import org.synprune.jobs.model.Patches;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.weights.ParameterLayout;

/**
 * A stack of patch time-series transformers. Its gradients are the engine's own: the operations are
 * large enough to be worth the bookkeeping, and its backward passes of norm and softmax are hard to
 * beat.
 *
 * <p>Arrays that backward reads live in the inputs' manager, which has to stay open until then, and
 * no number takes part in the loss: the engine would free its buffer too early.
 */
final class PatchTstStack implements StackedNetwork {

  private final long networks;
  private final int patches;
  private final int units;
  private final PatchTstPass.Constants constants;
  private final Map<String, NDArray> leaves = new LinkedHashMap<>();
  private final Map<String, NDArray> views = new LinkedHashMap<>();
  private final NDList gradients = new NDList();

  /**
   * Binds networks to their weights.
   *
   * @param spec their shape
   * @param layout where parameters lie in a row
   * @param rows weights, {@code [networks, parameters]}; views and constants are closed with their
   *     manager
   */
  PatchTstStack(ForecasterSpec spec, ParameterLayout layout, NDArray rows) {
    patches = Patches.of(spec.lookback()).count();
    networks = rows.getShape().get(0);
    units = spec.hidden();
    constants = PatchTstPass.Constants.of(rows.getManager(), units);
    int end = 0;
    for (ParameterLayout.Entry entry : layout.entries()) {
      if (entry.start() < end) {
        continue; // lies in the range of the query before it
      }
      int parts = 1;
      if (PatchTstPass.isQuery(entry.path())) {
        parts = layout.requireAdjacent(PatchTstPass.queryKeyValue(entry.path()));
      }
      long[] shape = entry.shape().getShape().clone();
      shape[0] *= parts;
      end = entry.start() + parts * entry.size();
      NDArray leaf = ParameterLayout.view(rows, entry.start(), end, new Shape(shape));
      leaf.setRequiresGradient(true);
      leaves.put(entry.path(), leaf);
      views.put(entry.path(), ParameterLayout.view(rows, entry.start(), end, new Shape(shape)));
    }
  }

  @Override
  public LossGradient differentiate(NDArray inputs, NDArray labels, StackDropout dropout) {
    NDArray error = forward(leaves, inputs, dropout).sub(labels);
    NDArray losses = error.mul(error).mean(new int[] {1});
    Autograd.backward(losses.sum());
    dropout.learn(NDArray::getGradient);
    return new LossGradient(losses, takeGradient(inputs.getManager()));
  }

  /** The gradients as rows of the manager's; they are zeroed for the next backward pass. */
  private NDArray takeGradient(NDManager manager) {
    if (gradients.isEmpty()) {
      // The first backward pass allocates them; all later ones add to the same storage.
      leaves.values().forEach(leaf -> gradients.add(leaf.getGradient().reshape(networks, -1)));
    }
    NDArray gradient = NDArrays.concat(gradients, 1);
    gradient.attach(manager);
    for (NDArray part : gradients) {
      part.subi(part);
    }
    return gradient;
  }

  private NDArray forward(Map<String, NDArray> weights, NDArray inputs, StackDropout dropout) {
    Shape shape = new Shape(networks, inputs.getShape().get(1), patches, units);
    return new PatchTstPass(weights, constants, dropout, shape).forward(inputs);
  }

  @Override
  public float[][][] forecast(NDArray inputs, StackDropout dropout, int passes) {
    NDArray shared = inputs.broadcast(new Shape(networks).addAll(inputs.getShape()));
    int windows = Math.toIntExact(inputs.getShape().get(0));
    float[][][] forecasts = new float[passes][Math.toIntExact(networks)][windows];
    for (float[][] pass : forecasts) {
      try (NDManager scope = inputs.getManager().newSubManager();
          NDArray own = shared.duplicate()) {
        own.attach(scope);
        float[] all = forward(views, own, dropout).toFloatArray();
        for (int i = 0; i < pass.length; i++) {
          System.arraycopy(all, i * windows, pass[i], 0, windows);
        }
      }
    }
    return forecasts;
  }
}
