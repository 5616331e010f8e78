package org.synprune.jobs.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a block, as the networks that compute many weights side by side take them. */
final class BlockParameters {

  private BlockParameters() {}

  /**
   * Reads the parameters as those of a single network.
   *
   * @param block whose parameters
   * @param store where their values are
   * @param device where they are needed
   * @param training whether gradients are wanted
   * @param scope owns the views that are returned
   * @return views by path, {@code [1, shape...]}
   */
  static Map<String, NDArray> of(
      Block block, ParameterStore store, Device device, boolean training, NDManager scope) {
    Map<String, NDArray> views = new LinkedHashMap<>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      NDArray view = store.getValue(entry.getValue(), device, training).expandDims(0);
      view.attach(scope);
      views.put(entry.getKey(), view);
    }
    return views;
  }
}
