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

/**
 * Multi-head self-attention with four separate linear maps and dropout on the attention weights.
 * Input and output are {@code [batch, steps, embed]}.
 */
final class DjlAttention extends AbstractBlock {

  private final int embed;
  private final int heads;
  private final Block query;
  private final Block key;
  private final Block value;
  private final Block dropout;
  private final Block output;

  @SuppressWarnings("this-escape") // DJL registers child blocks from the constructor
  DjlAttention(int embed, int heads, Block dropout) {
    if (embed % heads != 0) {
      throw new IllegalArgumentException(
          "embedding size " + embed + " is not a multiple of " + heads + " heads");
    }
    this.embed = embed;
    this.heads = heads;
    query = addChildBlock("query", Linear.builder().setUnits(embed).build());
    key = addChildBlock("key", Linear.builder().setUnits(embed).build());
    value = addChildBlock("value", Linear.builder().setUnits(embed).build());
    this.dropout = addChildBlock("dropout", dropout);
    output = addChildBlock("output", Linear.builder().setUnits(embed).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    NDArray q = heads(query.forward(store, new NDList(x), training).singletonOrThrow());
    NDArray k = heads(key.forward(store, new NDList(x), training).singletonOrThrow());
    NDArray v = heads(value.forward(store, new NDList(x), training).singletonOrThrow());

    // An array, not a number: the engine would free a number's buffer before backward reads it.
    NDArray scale = x.getManager().create((float) Math.sqrt((double) embed / heads));
    NDArray weights = q.matMul(k.transpose(0, 1, 3, 2)).div(scale).softmax(-1);
    weights = dropout.forward(store, new NDList(weights), training).singletonOrThrow();

    NDArray mixed = weights.matMul(v).transpose(0, 2, 1, 3).reshape(x.getShape());
    return output.forward(store, new NDList(mixed), training, params);
  }

  /** {@code [batch, steps, embed] -> [batch, heads, steps, embed / heads]}. */
  private NDArray heads(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), heads, embed / heads).transpose(0, 2, 1, 3);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape x = inputs[0];
    query.initialize(manager, type, x);
    key.initialize(manager, type, x);
    value.initialize(manager, type, x);
    dropout.initialize(manager, type, new Shape(x.get(0), heads, x.get(1), x.get(1)));
    output.initialize(manager, type, x);
  }
}
