package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * The paper's patch time-series transformer: patches of all features at once, linear embedding,
 * learnt positions, two post-norm encoder blocks, dropout, norm, mean over patches, linear head.
 */
final class DjlPatchTst extends AbstractBlock {

  /** Name of the last norm's child block, which is never pruned. */
  static final String FINAL_NORM = "final-norm";

  /** Name of the parameter of learnt positions. */
  static final String POSITIONS = "positions";

  private static final int BLOCKS = 2;
  private static final int FEED_FORWARD_FACTOR = 4;

  private final int patch;
  private final int patches;
  private final int embed;
  private final int horizon;
  private final Block embedding;
  private final Parameter positions;
  private final List<Block> encoders = new ArrayList<>();
  private final Block dropout;
  private final Block norm;
  private final Block head;

  /**
   * Builds the network.
   *
   * @param spec its shape; {@code hidden} is the embedding size
   * @param dropout makes the dropout block of one place
   */
  @SuppressWarnings("this-escape") // DJL registers parameters and children from the constructor
  DjlPatchTst(ForecasterSpec spec, Supplier<? extends Block> dropout) {
    patch = Patches.of(spec.lookback()).rows();
    patches = Patches.of(spec.lookback()).count();
    embed = spec.hidden();
    horizon = spec.horizon();
    positions =
        addParameter(
            Parameter.builder()
                .setName(POSITIONS)
                .setType(Parameter.Type.OTHER)
                .optShape(new Shape(1, patches, embed))
                .build());
    embedding = addChildBlock("embedding", Linear.builder().setUnits(embed).build());
    for (int i = 0; i < BLOCKS; i++) {
      encoders.add(
          addChildBlock(
              "encoder",
              new DjlEncoder(embed, ForecasterSpec.HEADS, FEED_FORWARD_FACTOR * embed, dropout)));
    }
    this.dropout = addChildBlock("dropout", dropout.get());
    norm = addChildBlock(FINAL_NORM, LayerNorm.builder().axis(2).build());
    head = addChildBlock("head", Linear.builder().setUnits(horizon).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray window = padded(inputs.head());
    NDArray flat = window.reshape(window.getShape().get(0), patches, -1);
    NDArray embedded = embedding.forward(store, new NDList(flat), training).singletonOrThrow();
    NDArray position = store.getValue(positions, window.getDevice(), training);
    NDList x = new NDList(embedded.add(position));
    for (Block encoder : encoders) {
      x = encoder.forward(store, x, training, params);
    }
    x = norm.forward(store, dropout.forward(store, x, training, params), training, params);
    NDList pooled = new NDList(x.singletonOrThrow().mean(new int[] {1}));
    return head.forward(store, pooled, training, params);
  }

  /** Repeats the last row until the patches fill the window. */
  private NDArray padded(NDArray window) {
    long missing = (long) patches * patch - window.getShape().get(1);
    if (missing == 0) {
      return window;
    }
    NDArray last = window.get(new NDIndex(":, -1:"));
    List<NDArray> parts = new ArrayList<>(List.of(window));
    parts.addAll(Collections.nCopies((int) missing, last));
    return ai.djl.ndarray.NDArrays.concat(new NDList(parts), 1);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), horizon)};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    long batch = inputs[0].get(0);
    Shape embedded = new Shape(batch, patches, embed);
    embedding.initialize(manager, type, new Shape(batch, patches, patch * inputs[0].get(2)));
    encoders.forEach(encoder -> encoder.initialize(manager, type, embedded));
    dropout.initialize(manager, type, embedded);
    norm.initialize(manager, type, embedded);
    head.initialize(manager, type, new Shape(batch, embed));
  }
}
