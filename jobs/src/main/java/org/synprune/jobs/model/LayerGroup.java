package org.synprune.jobs.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Layers within a forecaster: gives their parameters names, shapes and a place in saved files, and
 * computes nothing. The forecaster computes all of its layers together.
 */
final class LayerGroup extends AbstractBlock {

  private final List<Member> members = new ArrayList<>();

  private record Member(Block block, UnaryOperator<Shape> input) {}

  /**
   * Adds a layer.
   *
   * @param name its name within the group
   * @param block the layer
   * @param input the shape that the layer takes, by the shape that the group takes
   * @return this group
   */
  LayerGroup with(String name, Block block, UnaryOperator<Shape> input) {
    members.add(new Member(addChildBlock(name, block), input));
    return this;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    throw new UnsupportedOperationException(
        "these layers can't be run alone: call forward of the forecaster that they belong to");
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    for (Member member : members) {
      member.block().initialize(manager, type, member.input().apply(inputs[0]));
    }
  }
}
