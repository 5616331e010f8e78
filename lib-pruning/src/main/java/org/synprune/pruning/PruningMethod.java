package org.synprune.pruning;

/**
 * Other pruning methods with the same few settings, to compare with the paper's method (which is
 * {@link SynapticPruner#builder()} without any settings). Each returns a builder that can be
 * changed further.
 */
public enum PruningMethod {
  /**
   * A growth phase, then pruning: starts with random sparse masks, grows the connections with the
   * largest gradients until {@code begin}, then prunes as the paper does. The paper's future work
   * (section 6).
   */
  SYNAPTIC_GROWTH {
    @Override
    SynapticPrunerBuilder with(Settings s) {
      return SynapticPruner.builder()
          .optSchedule(SparsitySchedule.growThenPrune(s.last, s.first, s.last, s.begin, s.end))
          .optRegrowth(Regrowth.byGradient(0, s.end, s.seed));
    }
  },
  /**
   * RigL (Evci et al. 2020): sparsity {@code last} from the start, shared by {@link Scope#ERK}; at
   * first 0.3 of the active weights are exchanged for those with the largest gradients. {@code
   * first} and {@code begin} are ignored.
   */
  RIGL {
    @Override
    SynapticPrunerBuilder with(Settings s) {
      return exchanging(s, Regrowth.byGradient(EXCHANGED, s.end, s.seed));
    }
  },
  /**
   * SET (Mocanu et al. 2018): as {@link #RIGL}, but the weights that grow are random. {@code first}
   * and {@code begin} are ignored.
   */
  SET {
    @Override
    SynapticPrunerBuilder with(Settings s) {
      return exchanging(s, Regrowth.random(EXCHANGED, s.end, s.seed));
    }
  },
  /**
   * SNIP (Lee et al. 2019): prunes to {@code last} once, at the first batch, by that batch's {@code
   * |w * g|}. The other settings are ignored.
   */
  SNIP {
    @Override
    SynapticPrunerBuilder with(Settings s) {
      return SynapticPruner.builder()
          .optSchedule(SparsitySchedule.oneShot(s.last, 0))
          .optSaliency(Saliency.gradientMagnitude())
          .optCountRule(CountRule.EXACT)
          .optUpdateEvery(1);
    }
  },
  /**
   * Gradual magnitude pruning (Zhu and Gupta 2017): a cubic polynomial that prunes most at the
   * start, every layer to the same sparsity.
   */
  GRADUAL_MAGNITUDE {
    @Override
    SynapticPrunerBuilder with(Settings s) {
      return SynapticPruner.builder()
          .optSchedule(SparsitySchedule.polynomial(s.first, s.last, s.begin, s.end, 3))
          .optScope(Scope.UNIFORM)
          .optCountRule(CountRule.EXACT);
    }
  },
  /** The paper's method, but random weights are pruned instead of the smallest: the control. */
  RANDOM_PRUNING {
    @Override
    SynapticPrunerBuilder with(Settings s) {
      return SynapticPruner.builder()
          .optSchedule(SparsitySchedule.cubic(s.first, s.last, s.begin, s.end))
          .optSaliency(Saliency.random(s.seed))
          .optCountRule(CountRule.EXACT);
    }
  };

  private static final double EXCHANGED = 0.3;

  /** The settings of {@link #builder}. */
  record Settings(double first, double last, double begin, double end, long seed) {}

  /**
   * Returns this method as a pruner that can be changed further.
   *
   * @param first the sparsity at {@code begin}, in [0, 1)
   * @param last the sparsity at {@code end}, in [{@code first}, 1)
   * @param begin the epoch at which pruning begins, 0 or more; above 0 for {@link #SYNAPTIC_GROWTH}
   * @param end the epoch at which pruning and regrowth end, more than {@code begin}
   * @param seed the seed of the method's random draws
   * @return the builder
   * @throws IllegalArgumentException if a setting that the method uses is outside its range
   */
  public SynapticPrunerBuilder builder(
      double first, double last, double begin, double end, long seed) {
    return with(new Settings(first, last, begin, end, seed));
  }

  abstract SynapticPrunerBuilder with(Settings settings);

  private static SynapticPrunerBuilder exchanging(Settings s, Regrowth regrowth) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.constant(s.last))
        .optScope(Scope.ERK)
        .optRegrowth(regrowth);
  }
}
