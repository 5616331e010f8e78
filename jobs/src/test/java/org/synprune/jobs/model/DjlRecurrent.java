package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * One recurrent layer, dropout on its last step's output, and a linear head (the paper's {@code
 * RNN} and {@code LSTM} scripts).
 */
final class DjlRecurrent extends AbstractBlock {

  private static final NDIndex LAST_STEP = new NDIndex(":, -1");

  private final Block recurrent;
  private final Block dropout;
  private final Block head;
  private final int horizon;

  @SuppressWarnings("this-escape") // DJL registers child blocks from the constructor
  DjlRecurrent(RecurrentBlock recurrent, Block dropout, int horizon) {
    this.horizon = horizon;
    this.recurrent = addChildBlock("recurrent", recurrent);
    this.dropout = addChildBlock("dropout", dropout);
    this.head = addChildBlock("head", Linear.builder().setUnits(horizon).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray steps =
        recurrent.forward(store, new NDList(inputs.head()), training, params).singletonOrThrow();
    NDList last = new NDList(steps.get(LAST_STEP));
    return head.forward(store, dropout.forward(store, last, training, params), training, params);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), horizon)};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    recurrent.initialize(manager, type, inputs[0]);
    Shape steps = recurrent.getOutputShapes(inputs)[0];
    Shape last = new Shape(steps.get(0), steps.get(2));
    dropout.initialize(manager, type, last);
    head.initialize(manager, type, last);
  }
}
