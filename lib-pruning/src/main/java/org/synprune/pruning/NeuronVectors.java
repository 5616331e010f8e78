package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The vectors that belong to a block's neurons: their biases, and scale and shift of a batch
 * normalisation that follows at once. They are 0 where a neuron is pruned, so that nothing is left
 * of it.
 */
final class NeuronVectors {

  private final List<NeuronLayer> layers;
  private final boolean frozenToo;

  /** The vectors of each layer. */
  private final List<List<Vector>> byLayer = new ArrayList<>();

  private final Map<String, Vector> byPath = new HashMap<>();

  /** A parameter with a number for each neuron and gate, and which of these stay. */
  private static final class Vector {
    private final Parameter parameter;
    private float[] kept = {};

    Vector(Parameter parameter) {
      this.parameter = parameter;
    }

    void apply(boolean frozenToo) {
      if (kept.length == 0 || !(frozenToo || parameter.requiresGradient())) {
        return;
      }
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray alias = parameter.getArray().stopGradient();
        alias.muli(alias.getManager().create(kept)).addi(0);
      }
    }
  }

  /**
   * Finds the vectors of some layers.
   *
   * @param block the block
   * @param layers its layers that are pruned
   * @param frozenToo whether frozen vectors are changed as well
   */
  NeuronVectors(Block block, List<NeuronLayer> layers, boolean frozenToo) {
    this.layers = layers;
    this.frozenToo = frozenToo;
    Map<String, Parameter> parameters = new HashMap<>();
    Map<String, String> pathsById = new HashMap<>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      parameters.put(entry.getKey(), entry.getValue());
      pathsById.put(entry.getValue().getId(), entry.getKey());
    }
    Map<String, List<Parameter>> normalised = new HashMap<>();
    collectNormalised(block, normalised);
    for (NeuronLayer layer : layers) {
      List<Vector> vectors = new ArrayList<>();
      for (String path : layer.paths()) {
        Parameter bias = parameters.get(NeuronLayer.biasOf(path));
        if (bias != null && !NeuronLayer.biasOf(path).equals(path)) {
          add(bias, layer, pathsById, vectors);
        }
        for (Parameter one : normalised.getOrDefault(parameters.get(path).getId(), List.of())) {
          add(one, layer, pathsById, vectors);
        }
      }
      byLayer.add(vectors);
    }
  }

  private void add(
      Parameter vector, NeuronLayer layer, Map<String, String> pathsById, List<Vector> vectors) {
    if (vector.getArray().size() % layer.units() == 0) {
      Vector one = new Vector(vector);
      vectors.add(one);
      byPath.put(pathsById.get(vector.getId()), one);
    }
  }

  /** Finds scale and shift of normalisations, by the weight of the layer right before them. */
  private static void collectNormalised(Block block, Map<String, List<Parameter>> found) {
    List<Block> children = block.getChildren().values();
    for (int i = 0; i < children.size(); i++) {
      if (block instanceof SequentialBlock && i > 0 && children.get(i) instanceof BatchNorm norm) {
        List<Parameter> scales =
            norm.getDirectParameters().values().stream()
                .filter(
                    p -> p.getType() == Parameter.Type.GAMMA || p.getType() == Parameter.Type.BETA)
                .toList();
        children.get(i - 1).getDirectParameters().values().stream()
            .filter(p -> p.getType() == Parameter.Type.WEIGHT)
            .forEach(weight -> found.put(weight.getId(), scales));
      }
      collectNormalised(children.get(i), found);
    }
  }

  /** Takes note of which neurons are pruned. */
  void follow(NDArray flatMask) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (int i = 0; i < byLayer.size(); i++) {
        if (byLayer.get(i).isEmpty()) {
          continue;
        }
        float[] active = layers.get(i).means(flatMask);
        for (Vector vector : byLayer.get(i)) {
          float[] kept = new float[Math.toIntExact(vector.parameter.getArray().size())];
          for (int j = 0; j < kept.length; j++) {
            kept[j] = active[j % active.length] > 0 ? 1 : 0;
          }
          vector.kept = kept;
        }
      }
    }
  }

  void apply() {
    byPath.values().forEach(vector -> vector.apply(frozenToo));
  }

  void apply(String path) {
    Vector vector = byPath.get(path);
    if (vector != null) {
      vector.apply(frozenToo);
    }
  }
}
