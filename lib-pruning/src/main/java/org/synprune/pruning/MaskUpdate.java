package org.synprune.pruning;

/** How the masks of a session follow a target, one way for each kind of {@link Structure}. */
interface MaskUpdate {

  /**
   * Changes the masks in place, if they aren't as the target asks; their counts are brought up to
   * date by the caller. Called within a scope that releases arrays made on the way.
   *
   * @param target the sparsity, in (0, 1)
   * @param scores what this batch says about the weights
   * @return false if the masks are sure to be as they were
   * @throws IllegalArgumentException if there is a NaN among what decides; nothing has changed then
   */
  boolean update(double target, BatchScores scores);

  static MaskUpdate of(PruningRules rules, MaskedLayers layers) {
    if (rules.regrowth() != null) {
      return new RegrowthUpdate(rules, layers);
    }
    if (rules.structure() instanceof Structures.NOfM pattern) {
      return new NOfMUpdate(pattern, layers);
    }
    if (rules.structure() instanceof Structures.Neurons) {
      return new NeuronUpdate(rules.scope(), layers);
    }
    return new WeightUpdate(rules, layers);
  }
}
