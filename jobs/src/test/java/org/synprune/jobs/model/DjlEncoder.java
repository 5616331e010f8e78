package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.function.Supplier;

/**
 * One post-norm transformer encoder block: {@code x = norm(x + dropout(attention(x)))}, then {@code
 * x = norm(x + dropout(feedForward(x)))}. Input and output are {@code [batch, steps, embed]}.
 */
final class DjlEncoder extends AbstractBlock {

  private final int embed;
  private final int feedForward;
  private final Block attention;
  private final Block attentionNorm;
  private final Block expand;
  private final Block expandDropout;
  private final Block contract;
  private final Block feedForwardNorm;
  private final Block dropout;

  @SuppressWarnings("this-escape") // DJL registers child blocks from the constructor
  DjlEncoder(int embed, int heads, int feedForward, Supplier<? extends Block> dropout) {
    this.embed = embed;
    this.feedForward = feedForward;
    attention = addChildBlock("attention", new DjlAttention(embed, heads, dropout.get()));
    attentionNorm = addChildBlock("norm", LayerNorm.builder().axis(2).build());
    feedForwardNorm = addChildBlock("norm", LayerNorm.builder().axis(2).build());
    expand = addChildBlock("expand", Linear.builder().setUnits(feedForward).build());
    expandDropout = addChildBlock("dropout", dropout.get());
    contract = addChildBlock("contract", Linear.builder().setUnits(embed).build());
    this.dropout = addChildBlock("dropout", dropout.get());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    NDList attended = attention.forward(store, inputs, training, params);
    NDList middle = residual(store, x, attended, attentionNorm, training);

    NDList wide = expand.forward(store, middle, training, params);
    wide = new NDList(Activation.relu(wide.singletonOrThrow()));
    wide = expandDropout.forward(store, wide, training, params);
    NDList fed = contract.forward(store, wide, training, params);
    return residual(store, middle.singletonOrThrow(), fed, feedForwardNorm, training);
  }

  private NDList residual(
      ParameterStore store, NDArray x, NDList branch, Block norm, boolean training) {
    NDArray dropped = dropout.forward(store, branch, training).singletonOrThrow();
    return norm.forward(store, new NDList(x.add(dropped)), training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape x = inputs[0];
    Shape wide = new Shape(x.get(0), x.get(1), feedForward);
    attention.initialize(manager, type, x);
    attentionNorm.initialize(manager, type, x);
    feedForwardNorm.initialize(manager, type, x);
    expand.initialize(manager, type, x);
    expandDropout.initialize(manager, type, wide);
    contract.initialize(manager, type, wide);
    dropout.initialize(manager, type, new Shape(x.get(0), x.get(1), embed));
  }
}
