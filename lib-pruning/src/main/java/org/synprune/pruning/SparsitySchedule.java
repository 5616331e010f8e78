package org.synprune.pruning;

/**
 * The share of weights that should be pruned at a point of the training (section 3.2.2 of the
 * paper, algorithm 2).
 *
 * <p>The unit of {@code t} is the pruner's {@link Progress}: epochs by default, batches if asked.
 * The schedules of this interface are immutable and print themselves. A schedule of your own is a
 * lambda; its values are checked when they are used.
 */
@FunctionalInterface
public interface SparsitySchedule {

  /**
   * Returns the target sparsity.
   *
   * @param t the time, in epochs or batches; positive infinity asks for the end value
   * @return the share of weights to be pruned, in [0, 1); 0 means that nothing is done at {@code t}
   */
  double sparsityAt(double t);

  /**
   * Returns the sparsity that this schedule ends at.
   *
   * @return the value at positive infinity, in [0, 1)
   */
  default double finalSparsity() {
    return sparsityAt(Double.POSITIVE_INFINITY);
  }

  /**
   * Returns the paper's schedule: 0 before {@code warmup}, then {@code min + (max - min) * p^3}
   * with {@code p = (t - warmup) / (total - warmup)} clamped to [0, 1]. It starts gently and prunes
   * most at the end.
   *
   * @param min the sparsity at {@code warmup}, in [0, 1)
   * @param max the sparsity from {@code total} on, in [{@code min}, 1)
   * @param warmup the first {@code t} with pruning, 0 or more
   * @param total the {@code t} at which {@code max} is reached, more than {@code warmup}
   * @return the schedule
   * @throws IllegalArgumentException if an argument is outside its range
   */
  static SparsitySchedule cubic(double min, double max, double warmup, double total) {
    return new Schedules.Cubic(min, max, warmup, total);
  }

  /**
   * Returns the schedule of Zhu and Gupta (2017): 0 before {@code begin}, then {@code end - (end -
   * start) * (1 - p)^power} with {@code p} clamped to [0, 1]. It prunes most at the beginning.
   *
   * @param start the sparsity at {@code begin}, in [0, 1)
   * @param end the sparsity from {@code total} on, in [{@code start}, 1)
   * @param begin the first {@code t} with pruning, 0 or more
   * @param total the {@code t} at which {@code end} is reached, more than {@code begin}
   * @param power the exponent, above 0; Zhu and Gupta use 3
   * @return the schedule
   * @throws IllegalArgumentException if an argument is outside its range
   */
  static SparsitySchedule polynomial(
      double start, double end, double begin, double total, double power) {
    return new Schedules.Polynomial(start, end, begin, total, power);
  }

  /**
   * Returns a schedule that jumps once, from 0 to its target.
   *
   * @param sparsity the sparsity from {@code at} on, in [0, 1)
   * @param at the first {@code t} with pruning, 0 or more
   * @return the schedule
   * @throws IllegalArgumentException if an argument is outside its range
   */
  static SparsitySchedule oneShot(double sparsity, double at) {
    return new Schedules.OneShot(sparsity, at);
  }

  /**
   * Returns a schedule with one value from the first update on.
   *
   * @param sparsity the sparsity, in [0, 1)
   * @return the schedule
   * @throws IllegalArgumentException if {@code sparsity} is outside [0, 1)
   */
  static SparsitySchedule constant(double sparsity) {
    return new Schedules.Constant(sparsity);
  }

  /**
   * Returns a developmental schedule: connections grow to more than will stay, then the surplus is
   * pruned, as the paper has it of the brain, which "initially overproduces synapses" (section 1;
   * also 3.4; growth phases are its future work, section 6). The sparsity falls in a straight line
   * from {@code start} at time 0 to {@code peak} at {@code peakAt}, the peak of connections; from
   * there on this is {@link #cubic} from {@code peak} to {@code end}. Needs a {@link Regrowth}.
   *
   * @param start the sparsity at time 0, in ({@code peak}, 1)
   * @param peak the sparsity when there are most connections, in [0, 1)
   * @param end the sparsity from {@code total} on, in [{@code peak}, 1)
   * @param peakAt the {@code t} at which growth ends and pruning begins, above 0
   * @param total the {@code t} at which {@code end} is reached, more than {@code peakAt}
   * @return the schedule
   * @throws IllegalArgumentException if an argument is outside its range
   */
  static SparsitySchedule growThenPrune(
      double start, double peak, double end, double peakAt, double total) {
    return new Schedules.GrowThenPrune(start, peak, end, peakAt, total);
  }
}
