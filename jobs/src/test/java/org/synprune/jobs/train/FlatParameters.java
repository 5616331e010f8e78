package org.synprune.jobs.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network's parameters as views into one array, so that the optimizer and checkpoints work on one
 * array however many layers there are. The block reads them through parameter stores; its own
 * arrays stay untouched.
 *
 * <p>Values must only be changed in place: re-pointing the array's storage would cut the views off.
 */
public final class FlatParameters implements AutoCloseable {

  private static final NDIndex ALL = new NDIndex(":");

  private final NDManager manager;
  private final NDArray values;
  private final Map<String, NDArray> leaves = new LinkedHashMap<>();
  private final NDList gradients = new NDList();
  private final ParameterStore training;
  private final ParameterStore inference;

  /**
   * Lays out the parameters.
   *
   * @param parent owns the arrays
   * @param block an initialised network
   * @param initial all values in the order of {@link Block#getParameters()}
   */
  public FlatParameters(NDManager parent, Block block, float[] initial) {
    manager = parent.newSubManager();
    values = manager.create(initial.clone());
    Map<String, NDArray> trained = new LinkedHashMap<>();
    Map<String, NDArray> constant = new LinkedHashMap<>();
    long start = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      Parameter parameter = entry.getValue();
      Shape shape = parameter.getShape();
      long end = start + shape.size();
      NDIndex range = new NDIndex(start + ":" + end);
      NDArray leaf = values.get(range).reshape(shape);
      leaf.setRequiresGradient(true);
      leaves.put(entry.getKey(), leaf);
      trained.put(parameter.getId(), leaf);
      constant.put(parameter.getId(), values.get(range).reshape(shape));
      start = end;
    }
    if (start != initial.length) {
      throw new IllegalArgumentException(
          initial.length + " initial weights, expected " + start + " for this network");
    }
    training = new ViewStore(manager, trained);
    inference = new ViewStore(manager, constant);
  }

  /** Serves views instead of a block's own arrays. */
  private static final class ViewStore extends ParameterStore {
    private final Map<String, NDArray> views;

    ViewStore(NDManager manager, Map<String, NDArray> views) {
      super(manager, false);
      this.views = views;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      return views.get(parameter.getId());
    }
  }

  /** Store for forward passes that will be differentiated. */
  public ParameterStore training() {
    return training;
  }

  /** Store for forward passes that won't be: its views require no gradient, no graph is built. */
  ParameterStore inference() {
    return inference;
  }

  /** The views by parameter path, in the block's order. */
  Map<String, NDArray> byPath() {
    return Collections.unmodifiableMap(leaves);
  }

  /** All values; change them in place only. */
  NDArray values() {
    return values;
  }

  /**
   * Takes the gradient of all parameters and zeroes it for the next backward pass. To be called
   * after each backward pass that reached all parameters.
   *
   * @return a new array in the layout of {@link #values()}, to be closed by the caller
   */
  public NDArray takeGradient() {
    if (gradients.isEmpty()) {
      // The first backward pass allocates them; all later ones add to the same storage.
      leaves.values().forEach(leaf -> gradients.add(leaf.getGradient().reshape(leaf.size())));
    }
    NDArray gradient = NDArrays.concat(gradients);
    for (NDArray part : gradients) {
      part.subi(part);
    }
    return gradient;
  }

  /** Mean squared error of a batch's forecasts, with arrays as operands only. */
  public static NDArray loss(Block network, ParameterStore store, NDArray inputs, NDArray labels) {
    NDArray forecast = network.forward(store, new NDList(inputs), true).singletonOrThrow();
    NDArray error = forecast.sub(labels);
    return error.mul(error).mean();
  }

  float[] snapshot() {
    return values.toFloatArray();
  }

  void restore(float[] snapshot) {
    try (NDArray saved = manager.create(snapshot)) {
      values.set(ALL, saved);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
