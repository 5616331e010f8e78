package org.synprune.pruning;

/** Updates the masks of a session; one implementation for each kind of {@link Structure}. */
interface MaskUpdate {

  /**
   * Changes the masks in place if the target requires it, and the layers' counts of pruned weights.
   * The caller releases temporary arrays by a scope.
   *
   * @param target the sparsity, in (0, 1)
   * @param scores the scores of this batch
   * @return false if the masks are unchanged
   * @throws IllegalArgumentException if a score is NaN; the masks are then unchanged
   */
  boolean update(double target, BatchScores scores);

  static MaskUpdate of(PruningRules rules, MaskedWeights layers, Warnings warnings) {
    if (rules.regrowth() != null) {
      return new RegrowthUpdate(rules, layers);
    }
    if (rules.structure() instanceof BuiltInStructures.NOfM pattern) {
      return new NOfMUpdate(pattern, layers);
    }
    if (rules.structure() instanceof BuiltInStructures.Neurons) {
      return new NeuronUpdate(rules, layers);
    }
    if (rules.structure() instanceof WeightGroups groups) {
      return new GroupUpdate(groups, rules, layers);
    }
    return new WeightUpdate(rules, layers, warnings);
  }
}
