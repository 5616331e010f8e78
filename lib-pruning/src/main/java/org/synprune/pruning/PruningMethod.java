package org.synprune.pruning;

/**
 * Other pruning methods by name, to compare with the paper's method (which is {@link
 * SynapticPruner#builder()} without any settings). Each is a builder that can be changed further.
 * Times are epochs unless {@link SynapticPrunerBuilder#optScheduleUnit} says otherwise.
 */
public final class PruningMethod {

  /** What RigL and SET exchange at first. */
  private static final double EXCHANGED = 0.3;

  private PruningMethod() {}

  /**
   * A growth phase, then pruning: starts with random sparse masks, grows the connections with the
   * largest gradients until {@code begin}, then prunes as the paper does. The paper's future work
   * (section 6).
   *
   * @param first the sparsity at {@code begin}, in [0, 1)
   * @param last the sparsity at the start and at {@code end}, in [{@code first}, 1)
   * @param begin the time at which pruning begins, above 0
   * @param end the time at which pruning and regrowth end, more than {@code begin}
   * @param seed the seed of the first masks
   * @return the builder
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static SynapticPrunerBuilder synapticGrowth(
      double first, double last, double begin, double end, long seed) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.growThenPrune(last, first, last, begin, end))
        .optRegrowth(Regrowth.byGradient(0, end, seed));
  }

  /**
   * RigL (Evci et al. 2020): one sparsity from the start, shared by {@link Scope#ERK}; at first 0.3
   * of the active weights are exchanged for those with the largest gradients.
   *
   * @param sparsity the sparsity, in [0, 1)
   * @param end the time from which on none is exchanged, above 0
   * @param seed the seed of the first masks
   * @return the builder
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static SynapticPrunerBuilder rigl(double sparsity, double end, long seed) {
    return exchanging(sparsity, Regrowth.byGradient(EXCHANGED, end, seed));
  }

  /**
   * SET (Mocanu et al. 2018): as {@link #rigl}, but the weights that grow are random.
   *
   * @param sparsity the sparsity, in [0, 1)
   * @param end the time from which on none is exchanged, above 0
   * @param seed the seed of the first masks and of the weights that grow
   * @return the builder
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static SynapticPrunerBuilder set(double sparsity, double end, long seed) {
    return exchanging(sparsity, Regrowth.random(EXCHANGED, end, seed));
  }

  /**
   * SNIP (Lee et al. 2019): prunes once, at the first batch, by that batch's {@code |w * g|}.
   *
   * @param sparsity the sparsity, in [0, 1)
   * @return the builder
   * @throws IllegalArgumentException if the sparsity is outside its range
   */
  public static SynapticPrunerBuilder snip(double sparsity) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.oneShot(sparsity, 0))
        .optSaliency(Saliency.gradientMagnitude())
        .optUpdateEvery(1);
  }

  /**
   * Gradual magnitude pruning (Zhu and Gupta 2017): a cubic polynomial that prunes most at the
   * start, every layer to the same sparsity.
   *
   * @param first the sparsity at {@code begin}, in [0, 1)
   * @param last the sparsity at {@code end}, in [{@code first}, 1)
   * @param begin the time at which pruning begins, 0 or more
   * @param end the time at which pruning ends, more than {@code begin}
   * @return the builder
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static SynapticPrunerBuilder gradualMagnitude(
      double first, double last, double begin, double end) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.polynomial(first, last, begin, end, 3))
        .optScope(Scope.UNIFORM);
  }

  /**
   * The paper's method, but random weights are pruned instead of the smallest: the control.
   *
   * @param first the sparsity at {@code begin}, in [0, 1)
   * @param last the sparsity at {@code end}, in [{@code first}, 1)
   * @param begin the time at which pruning begins, 0 or more
   * @param end the time at which pruning ends, more than {@code begin}
   * @param seed the seed of the random ranking
   * @return the builder
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static SynapticPrunerBuilder randomPruning(
      double first, double last, double begin, double end, long seed) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.cubic(first, last, begin, end))
        .optSaliency(Saliency.random(seed));
  }

  private static SynapticPrunerBuilder exchanging(double sparsity, Regrowth regrowth) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.constant(sparsity))
        .optScope(Scope.ERK)
        .optRegrowth(regrowth);
  }
}
