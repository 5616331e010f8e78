package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.SymbolBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.util.Pair;
import java.util.HashMap;
import java.util.Map;

/** How often each weight of a block is used in the forward pass of one example. */
final class LayerUses {

  private final Map<String, Long> byId = new HashMap<>();

  private LayerUses() {}

  /**
   * Counts the uses of the layers whose inputs are known: linear, convolutional and recurrent ones
   * in {@code SequentialBlock}s and {@code ParallelBlock}s.
   *
   * @param block an initialized block
   * @return the uses by path; a layer that isn't known is left out
   */
  static Map<String, Long> of(Block block) {
    Shape[] inputs = block instanceof SymbolBlock ? null : block.getInputShapes();
    LayerUses uses = new LayerUses();
    if (inputs != null) {
      uses.walk(block, inputs);
    }
    Map<String, Long> byPath = new HashMap<>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      Long known = uses.byId.get(entry.getValue().getId());
      if (known != null) {
        byPath.put(entry.getKey(), known);
      }
    }
    return byPath;
  }

  private Shape[] walk(Block block, Shape... inputs) {
    if (block instanceof SequentialBlock chain && !chain.isReturnIntermediate()) {
      Shape[] shapes = inputs;
      for (Pair<String, Block> child : block.getChildren()) {
        shapes = walk(child.getValue(), shapes);
      }
      return shapes;
    }
    if (block instanceof ParallelBlock) {
      block.getChildren().forEach(child -> walk(child.getValue(), inputs));
    }
    Shape[] outputs = block.getOutputShapes(inputs);
    if (block instanceof Linear) {
      count(block, outputs[0].slice(1).size() / Math.max(1, last(outputs[0])));
    } else if (block instanceof Convolution) {
      count(block, outputs[0].slice(2).size());
    } else if (block instanceof RecurrentBlock recurrent && BlockFields.isPlain(recurrent)) {
      count(block, inputs[0].get(1));
    }
    return outputs;
  }

  private static long last(Shape shape) {
    return shape.get(shape.dimension() - 1);
  }

  private void count(Block block, long uses) {
    block.getDirectParameters().values().forEach(one -> byId.put(one.getId(), uses));
  }
}
