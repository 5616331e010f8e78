package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.extend.NetworkRequest;
import org.synprune.jobs.extend.OwnBlocks;
import org.synprune.jobs.extend.Settings;
import org.synprune.jobs.grid.OwnNetwork;

/** Makes forecasters of users' own code, and checks what they do. */
final class OwnForecaster {

  /** Windows of the batch that a network is tried with. */
  private static final int TRIED = 2;

  private OwnForecaster() {}

  /** Makes a network, not yet initialised. */
  static Block build(ForecasterSpec spec) {
    OwnNetwork network = network(spec);
    return OwnBlocks.create(
        network.type(),
        network.version(),
        new NetworkRequest(
            spec.lookback(),
            spec.features(),
            spec.horizon(),
            spec.hidden(),
            new Settings(network.settings())));
  }

  /**
   * Initialises a network, and tries whether it forecasts.
   *
   * @param block set to draw its weights
   * @param spec its shape
   * @param manager owns its weights
   * @throws BadInputException if it can't be initialised, or makes something else of windows than
   *     forecasts
   */
  static void initialise(Block block, ForecasterSpec spec, NDManager manager) {
    String type = network(spec).type();
    Shape expected = new Shape(TRIED, spec.horizon());
    Shape output;
    try (NDManager scope = manager.newSubManager()) {
      block.initialize(manager, DataType.FLOAT32, Forecasters.inputShape(spec));
      NDArray windows = scope.zeros(new Shape(TRIED, spec.lookback(), spec.features()));
      ParameterStore store = new ParameterStore(scope, false);
      NDList outputs = block.forward(store, new NDList(windows), false);
      output = outputs.singletonOrThrow().getShape();
    } catch (RuntimeException e) {
      throw OwnBlocks.refused(type, e);
    }
    if (!output.equals(expected)) {
      throw new BadInputException(
          "network '"
              + type
              + "' of own code makes "
              + output
              + " of "
              + new Shape(TRIED, spec.lookback(), spec.features())
              + ", expected "
              + expected
              + ": [batch, horizon] of [batch, lookback, features]");
    }
    if (block.getParameters().isEmpty()) {
      throw new BadInputException(
          "network '" + type + "' of own code has no parameters, expected some to train");
    }
  }

  private static OwnNetwork network(ForecasterSpec spec) {
    return spec.architecture()
        .network()
        .orElseThrow(
            () ->
                new BadInputException(
                    "network '"
                        + spec.architecture()
                        + "' is own code of which only the name is known"));
  }
}
