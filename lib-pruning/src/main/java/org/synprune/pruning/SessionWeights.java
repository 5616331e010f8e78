package org.synprune.pruning;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a session prunes: weights with their masks, and what else belongs to a block's neurons.
 * Those of a block are followed as they are frozen and unfrozen.
 */
final class SessionWeights implements AutoCloseable {

  private final PruningRules rules;
  private final Warnings warnings;

  /** The block whose parameters are pruned; null if there is none. */
  private final @Nullable Block block;

  /** Whether it doesn't matter if a parameter is frozen. */
  private final boolean frozenToo;

  /** All of the block's parameters that could be pruned. */
  private final SortedMap<String, Parameter> prunable;

  private MaskedWeights layers;
  private MaskUpdate update;

  /** What belongs to neurons besides their weights; null if there are none. */
  private @Nullable NeuronVectors vectors;

  private @Nullable Map<String, Long> uses;

  private SessionWeights(
      PruningRules rules,
      Warnings warnings,
      @Nullable Block block,
      boolean frozenToo,
      PrunableWeights weights) {
    this.rules = rules;
    this.warnings = warnings;
    this.block = block;
    this.frozenToo = frozenToo;
    this.prunable = block == null ? new TreeMap<>() : PrunableWeights.prunable(block, rules);
    this.layers = new MaskedWeights(weights, rules);
    boolean opened = false;
    try {
      this.update = MaskUpdate.of(rules, layers, warnings);
      this.vectors = vectors();
      opened = true;
    } finally {
      if (!opened) {
        layers.close();
      }
    }
  }

  /** Takes weights that aren't a block's. */
  static SessionWeights of(PruningRules rules, Warnings warnings, PrunableWeights weights) {
    return new SessionWeights(rules, warnings, null, false, weights);
  }

  /**
   * Takes the weights of a block.
   *
   * @param frozenToo whether frozen ones are pruned as well
   */
  static SessionWeights of(PruningRules rules, Warnings warnings, Block block, boolean frozenToo) {
    PrunableWeights weights =
        frozenToo
            ? PrunableWeights.withFrozen(block, rules)
            : PrunableWeights.ofBlock(block, rules);
    return new SessionWeights(rules, warnings, block, frozenToo, weights);
  }

  MaskedWeights layers() {
    return layers;
  }

  MaskUpdate update() {
    return update;
  }

  SparsityReport report() {
    Map<String, Long> known = uses;
    if (known == null) {
      known = block == null ? Map.of() : LayerUses.of(block);
      uses = known;
    }
    return SparsityReport.of(layers.shapes(), layers::pruned, known);
  }

  /** Sets to 0 what is pruned. */
  void apply() {
    layers.apply();
    if (vectors != null) {
      vectors.apply();
    }
  }

  /** Sets to 0 what is pruned of a parameter, if anything is. */
  void apply(String path) {
    layers.apply(path);
    if (vectors != null) {
      vectors.apply(path);
    }
  }

  void restore(Masks masks) {
    layers.restore(masks);
    followMasks();
  }

  /** Takes note of new masks. */
  void followMasks() {
    if (vectors != null) {
      vectors.follow(layers.mask());
    }
    for (MaskedLayer layer : layers.list()) {
      if (layer.pruned == layer.size() && layer.size() > 0) {
        warnings.say(
            "No weight of "
                + layer.path
                + " is active any more; optLeastDensity keeps some of each layer.");
      }
    }
  }

  /**
   * Takes note of parameters that were frozen or unfrozen: frozen ones keep their weights and
   * masks, and no longer share the target; of those that are trained now each has a mask.
   */
  void followFreezing() {
    if (block == null || frozenToo) {
      return;
    }
    Set<String> trained = new HashSet<>();
    prunable.forEach(
        (path, parameter) -> {
          if (parameter.requiresGradient()) {
            trained.add(path);
          }
        });
    if (!layers.shapes().keySet().containsAll(trained)) {
      Set<String> wanted = new HashSet<>(layers.shapes().keySet());
      wanted.addAll(trained);
      goOnWith(PrunableWeights.ofPaths(block, rules, wanted));
    }
    layers.setFrozen(path -> !trained.contains(path));
  }

  /** Goes on with more weights than before. */
  private void goOnWith(PrunableWeights more) {
    var replaced = new MaskedWeights(more, rules);
    boolean opened = false;
    try {
      MaskUpdate next = MaskUpdate.of(rules, replaced, warnings);
      replaced.restore(layers.masks());
      layers.close();
      layers = replaced;
      update = next;
      vectors = vectors();
      followMasks();
      opened = true;
    } finally {
      if (!opened) {
        replaced.close();
      }
    }
  }

  private @Nullable NeuronVectors vectors() {
    return block != null && rules.structure() instanceof BuiltInStructures.Neurons
        ? new NeuronVectors(block, NeuronLayer.of(layers.shapes()), frozenToo)
        : null;
  }

  @Override
  public void close() {
    layers.close();
  }
}
