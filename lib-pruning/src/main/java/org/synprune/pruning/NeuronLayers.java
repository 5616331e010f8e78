package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Deconvolution;
import ai.djl.nn.core.Embedding;
import ai.djl.util.Pair;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which layers of a block have neurons that can be pruned. */
final class NeuronLayers {

  private NeuronLayers() {}

  /**
   * Returns the layers whose neurons are pruned only if a pattern includes them: embeddings, whose
   * rows are words, and the output layer, whose rows are classes. The output layer is the last one
   * in the order of the block's parameters.
   *
   * @param block the block
   * @param candidates paths of its weights, in the block's order
   * @return their paths
   */
  static Set<String> neverByDefault(Block block, List<String> candidates) {
    Set<String> paths = pathsOf(block, Embedding.class);
    List<String> layers = candidates.stream().filter(path -> !paths.contains(path)).toList();
    if (!layers.isEmpty()) {
      String last = layers.get(layers.size() - 1);
      paths.add(last);
      paths.add(NeuronLayer.twin(last));
    }
    return paths;
  }

  /**
   * Refuses layers whose neurons aren't rows.
   *
   * @throws IllegalArgumentException if one is a transposed convolution
   */
  static void requireRows(Block block, Map<String, Parameter> prunable) {
    Set<String> transposed = pathsOf(block, Deconvolution.class);
    Map<String, Shape> shapes =
        block.getParameters().stream()
            .collect(Collectors.toMap(Pair::getKey, p -> p.getValue().getArray().getShape()));
    prunable.forEach(
        (path, parameter) -> {
          Shape shape = parameter.getArray().getShape();
          Shape bias = shapes.get(path.replaceFirst("weight$", "bias"));
          boolean columns =
              shape.dimension() > 2
                  && bias != null
                  && bias.dimension() == 1
                  && bias.get(0) != shape.get(0)
                  && bias.get(0) % shape.get(1) == 0;
          if (transposed.contains(path) || columns) {
            throw new IllegalArgumentException(
                "The neurons of a transposed convolution can't be pruned: exclude " + path + ".");
          }
        });
  }

  /** Returns the paths of the parameters that blocks of a type have. */
  private static Set<String> pathsOf(Block block, Class<? extends Block> type) {
    Set<String> ids = new HashSet<>();
    collect(block, type, ids);
    return block.getParameters().stream()
        .filter(p -> ids.contains(p.getValue().getId()))
        .map(Pair::getKey)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static void collect(Block block, Class<? extends Block> type, Set<String> ids) {
    if (type.isInstance(block)) {
      block.getDirectParameters().forEach(p -> ids.add(p.getValue().getId()));
    }
    block.getChildren().forEach(child -> collect(child.getValue(), type, ids));
  }
}
