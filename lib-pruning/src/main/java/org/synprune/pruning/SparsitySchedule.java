package org.synprune.pruning;

/**
 * The share of weights that should be pruned at each time of the training (section 3.2.2 of the
 * paper, algorithm 2).
 *
 * <p>The unit of {@code t} is the pruner's {@link ScheduleUnit}: epochs by default, or batches. The
 * schedules returned here are immutable and have a readable {@code toString}. Your own schedule can
 * be a lambda; its values are checked when they are used.
 */
@FunctionalInterface
public interface SparsitySchedule {

  /**
   * Returns the target sparsity.
   *
   * @param t the time, in epochs or batches; positive infinity stands for the end
   * @return the share of pruned weights, in [0, 1); 0 leaves the masks as they are at {@code t}
   */
  double sparsityAt(double t);

  /**
   * Returns the last sparsity of this schedule.
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
    return new BuiltInSchedules.Cubic(min, max, warmup, total);
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
    return new BuiltInSchedules.Polynomial(start, end, begin, total, power);
  }

  /**
   * Returns a schedule that jumps once, from 0 to a sparsity.
   *
   * @param sparsity the sparsity from {@code at} on, in [0, 1)
   * @param at the first {@code t} with pruning, 0 or more
   * @return the schedule
   * @throws IllegalArgumentException if an argument is outside its range
   */
  static SparsitySchedule oneShot(double sparsity, double at) {
    return new BuiltInSchedules.OneShot(sparsity, at);
  }

  /**
   * Returns a schedule with the same sparsity at all times.
   *
   * @param sparsity the sparsity, in [0, 1)
   * @return the schedule
   * @throws IllegalArgumentException if {@code sparsity} is outside [0, 1)
   */
  static SparsitySchedule constant(double sparsity) {
    return new BuiltInSchedules.Constant(sparsity);
  }

  /**
   * Returns a schedule with a growth phase before the pruning, as in the developing brain, which
   * "initially overproduces synapses" (the paper, section 1, also 3.4; growth is its future work,
   * section 6). The sparsity falls linearly from {@code start} at time 0 to {@code peak} at {@code
   * peakAt}; from then on it is {@link #cubic} from {@code peak} to {@code end}. Needs a {@link
   * Regrowth}.
   *
   * @param start the sparsity at time 0, in ({@code peak}, 1)
   * @param peak the lowest sparsity, at the peak of connections, in [0, 1)
   * @param end the sparsity from {@code total} on, in [{@code peak}, 1)
   * @param peakAt the {@code t} at which growth ends and pruning begins, above 0
   * @param total the {@code t} at which {@code end} is reached, more than {@code peakAt}
   * @return the schedule
   * @throws IllegalArgumentException if an argument is outside its range
   */
  static SparsitySchedule growThenPrune(
      double start, double peak, double end, double peakAt, double total) {
    return new BuiltInSchedules.GrowThenPrune(start, peak, end, peakAt, total);
  }
}
