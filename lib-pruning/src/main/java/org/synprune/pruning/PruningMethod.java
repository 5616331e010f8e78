package org.synprune.pruning;

/**
 * Methods of others and of this library's own, as pruners with the same few settings, to be
 * compared with the paper's (which {@link SynapticPruner#builder()} alone is). A method may be
 * changed further before it is built.
 */
public enum PruningMethod {
  /**
   * Growth and pruning as two phases of one development: begins sparse by chance, grows the
   * connections with the largest gradients until {@code begin}, then prunes as the paper does. The
   * paper's future work (section 6).
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
   * RigL (Evci et al. 2020): sparse at {@code last} from the beginning, layers by {@link
   * Scope#ERK}, 0.3 of the active weights exchanged at first for those with the largest gradients.
   * {@code first} and {@code begin} have no part in it.
   */
  RIGL {
    @Override
    SynapticPrunerBuilder with(Settings s) {
      return exchanging(s, Regrowth.byGradient(EXCHANGED, s.end, s.seed));
    }
  },
  /**
   * SET (Mocanu et al. 2018): as {@link #RIGL}, but what grows is drawn by chance. {@code first}
   * and {@code begin} have no part in it.
   */
  SET {
    @Override
    SynapticPrunerBuilder with(Settings s) {
      return exchanging(s, Regrowth.random(EXCHANGED, s.end, s.seed));
    }
  },
  /**
   * SNIP (Lee et al. 2019): {@code last} is pruned once, at the first batch, by that batch's {@code
   * |w * g|}. The other settings have no part in it.
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
   * beginning, each layer to the same sparsity.
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
  /** The paper's method with weights drawn by chance in place of the smallest: the control. */
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

  /** What all methods are told. */
  record Settings(double first, double last, double begin, double end, long seed) {}

  /**
   * Returns this method as a pruner that can be changed further.
   *
   * @param first the sparsity at {@code begin}, in [0, 1)
   * @param last the sparsity at {@code end}, in [{@code first}, 1)
   * @param begin when pruning begins, in epochs, 0 or more; above 0 for {@link #SYNAPTIC_GROWTH}
   * @param end when pruning and regrowth end, in epochs, more than {@code begin}
   * @param seed seeds what the method draws by chance
   * @return the builder
   * @throws IllegalArgumentException if a setting that has part in the method is outside its range
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
