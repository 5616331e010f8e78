package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a network into sequences of blocks whose channels can be followed. Between them are blocks
 * that need all of their channels: branches that come together, normalisations over channels,
 * blocks that aren't known.
 */
final class BlockWalk {

  private final List<List<BlockStep>> sequences = new ArrayList<>();
  private final List<Pair<String, Block>> others = new ArrayList<>();
  private List<BlockStep> current = new ArrayList<>();

  /**
   * Walks through a network.
   *
   * @param root the network, initialized
   * @param inputs the shapes of its inputs
   */
  BlockWalk(Block root, Shape... inputs) {
    walk("", root, inputs);
    end();
  }

  /** Returns the sequences. */
  List<List<BlockStep>> sequences() {
    return sequences;
  }

  /** Returns the blocks with parameters that are in no sequence, by name. */
  List<Pair<String, Block>> others() {
    return others;
  }

  private Shape[] walk(String name, Block block, Shape... inputs) {
    if (block instanceof SequentialBlock chain && !chain.isReturnIntermediate()) {
      Shape[] shapes = inputs;
      for (Pair<String, Block> child : block.getChildren()) {
        shapes = walk(name + child.getKey(), child.getValue(), shapes);
      }
      return shapes;
    }
    Shape[] outputs = block.getOutputShapes(inputs);
    if (block instanceof ParallelBlock) {
      end();
      for (Pair<String, Block> child : block.getChildren()) {
        walk(name + child.getKey(), child.getValue(), inputs);
        end();
      }
    } else if (inputs.length == 1 && outputs.length == 1 && isFollowed(block)) {
      current.add(new BlockStep(name, block, inputs[0]));
    } else {
      end();
      if (!block.getParameters().isEmpty()) {
        others.add(new Pair<>(name, block));
      }
    }
    return outputs;
  }

  private void end() {
    if (!current.isEmpty()) {
      sequences.add(current);
      current = new ArrayList<>();
    }
  }

  private static boolean isFollowed(Block block) {
    return block instanceof Linear
        || block instanceof BatchNorm
        || (block instanceof Convolution convolution && convolution.getGroups() == 1)
        || (block instanceof RecurrentBlock recurrent && BlockFields.isPlain(recurrent))
        || block.getParameters().isEmpty();
  }
}
