package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.synprune.pruning.dropout.McDropout;

/**
 * One recurrent layer, dropout on its last step's output, and a linear head (the paper's {@code
 * RNN} and {@code LSTM} scripts), as a block of DJL. Declares the parameters; {@link
 * RecurrentNetwork} computes.
 */
final class RecurrentForecaster extends AbstractBlock {

  private final ForecasterSpec spec;
  private final Block recurrent;
  private final McDropout dropout;
  private final Block head;

  @SuppressWarnings("this-escape") // DJL registers child blocks from the constructor
  RecurrentForecaster(ForecasterSpec spec, McDropout dropout) {
    this.spec = spec;
    RecurrentCell cell = RecurrentCell.of(spec.architecture());
    recurrent = addChildBlock("recurrent", new RecurrentLayer(cell, spec.hidden()));
    this.dropout = addChildBlock("dropout", dropout);
    head = addChildBlock("head", Linear.builder().setUnits(spec.horizon()).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray windows = inputs.singletonOrThrow();
    NDManager owner = windows.getManager();
    try (NDManager scope = owner.newSubManager()) {
      RecurrentNetwork network =
          new RecurrentNetwork(
              spec,
              BlockParameters.of(this, store, windows.getDevice(), training, scope),
              scope,
              true);
      NDArray output = network.forward(stepsFirst(scope, windows));
      BlockDropout drops = BlockDropout.of(spec, dropout, store, training);
      if (drops.any()) {
        Shape shape = new Shape(output.getShape().get(1), spec.hidden());
        output = output.mul(drops.factors(scope, shape));
      }
      NDArray forecast = network.head(output).reshape(-1, spec.horizon());
      forecast.attach(owner);
      return new NDList(forecast);
    }
  }

  /** {@code [windows, steps, features] -> [1, steps, windows, features + 1]}, ones at the end. */
  private static NDArray stepsFirst(NDManager scope, NDArray windows) {
    Shape shape = windows.getShape();
    NDArray ones = scope.ones(new Shape(shape.get(0), shape.get(1), 1), windows.getDataType());
    NDArray turned = windows.transpose(1, 0, 2);
    turned.attach(scope);
    return turned.concat(ones.transpose(1, 0, 2), 2).expandDims(0);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), spec.horizon())};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    recurrent.initialize(manager, type, inputs[0]);
    Shape last = recurrent.getOutputShapes(inputs)[0];
    dropout.initialize(manager, type, last);
    head.initialize(manager, type, last);
  }
}
