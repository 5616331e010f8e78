package org.synprune.jobs.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.model.FlatWeights;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.model.PyTorchInitialisation;
import org.synprune.pruning.PruningSession;
import org.synprune.pruning.SparseWeights;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;

/**
 * A network as it is initialised, pruned once by magnitude over all layers: the pattern of zeros
 * that training starts from, not one that it ended with.
 */
final class PrunedNetwork implements AutoCloseable {

  private static final long SEED = 42;

  private final NDManager manager;
  private final Block block;
  private final List<WeightProduct> products = new ArrayList<>();
  private final double sparsity;
  private final NDList window;
  private final ParameterStore store;

  private PrunedNetwork(NDManager manager, InferenceSetup setup) {
    this.manager = manager;
    ForecasterSpec spec = setup.spec();
    block = initialised(spec, manager);
    // The library rounds down to whole weights; half a weight more makes that the nearest.
    double target = setup.sparsity() + 0.5 / prunable(block);
    try (PruningSession session = pruner(target).newSession(block)) {
      session.afterBackward(1);
      session.applyMasks();
      sparsity = session.report().sparsity();
      SparseWeights sparse = SparseWeights.of(block, session.masks());
      for (String path : sparse.masks().paths()) {
        NDArray weight = block.getParameters().get(path).getArray();
        products.add(WeightProduct.of(manager, setup, path, weight, sparse.csr(path)));
      }
    }
    Shape shape = new Shape(setup.batch(), spec.lookback(), spec.features());
    float[] values = new float[Math.toIntExact(shape.size())];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    window = new NDList(manager.create(values, shape));
    store = new ParameterStore(manager, false);
  }

  /**
   * Builds and prunes a network. Loads the engine.
   *
   * @param setup the network and the batch that it forecasts
   * @return the network, to be closed
   */
  static PrunedNetwork of(InferenceSetup setup) {
    NDManager manager = PyTorch.manager(Device.cpu());
    try {
      return new PrunedNetwork(manager, setup);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private static Block initialised(ForecasterSpec spec, NDManager manager) {
    Block block = Forecasters.zeros(spec, manager);
    FlatWeights.assign(PyTorchInitialisation.draw(block, new SplittableRandom(SEED)), block);
    return block;
  }

  private static SynapticPruner pruner(double sparsity) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.constant(Math.min(sparsity, Math.nextDown(1.0))))
        .optUpdateEvery(1)
        .build();
  }

  private static long prunable(Block block) {
    try (PruningSession session = pruner(0).newSession(block)) {
      return session.report().total();
    }
  }

  private static long count(Block block) {
    return block.getParameters().values().stream()
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  List<WeightProduct> products() {
    return products;
  }

  double sparsity() {
    return sparsity;
  }

  long parameters() {
    return count(block);
  }

  /** Forecasts the batch with the engine. */
  void forward() {
    try (NDManager scope = manager.newSubManager()) {
      NDList input = new NDList(window.singletonOrThrow().duplicate());
      input.attach(scope);
      block.forward(store, input, false).close();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
