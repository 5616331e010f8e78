package org.synprune.jobs.sweep.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MakespanTest {

  @Test
  void workedByHand() {
    // One slot takes the sum.
    assertThat(Makespan.of(new double[] {3, 1, 2}, 1)).isEqualTo(6);
    // 0-3 and 0-1, 1-3.
    assertThat(Makespan.of(new double[] {3, 1, 2}, 2)).isEqualTo(3);
    // The long one last: 0-1, 0-2, then 1-4.
    assertThat(Makespan.of(new double[] {1, 2, 3}, 2)).isEqualTo(4);
    // Graham's worst case for 3 slots: six of 1, then one of 3, is 5 where 3 would do.
    assertThat(Makespan.of(new double[] {1, 1, 1, 1, 1, 1, 3}, 3)).isEqualTo(5);
    assertThat(Makespan.of(new double[] {3, 1, 1, 1, 1, 1, 1}, 3)).isEqualTo(3);
    // Longest first isn't always the best: 3+2+2 and 3+2 where 3+3 and 2+2+2 would do.
    assertThat(Makespan.of(new double[] {3, 3, 2, 2, 2}, 2)).isEqualTo(7);
    assertThat(Makespan.of(new double[] {5, 4}, 9)).isEqualTo(5);
    assertThat(Makespan.of(new double[0], 2)).isZero();
    assertThat(Makespan.lowerBound(new double[] {3, 3, 2, 2, 2}, 2)).isEqualTo(6);
    assertThat(Makespan.lowerBound(new double[] {9, 1}, 2)).isEqualTo(9);
    assertThat(Makespan.lowerBound(new double[0], 2)).isZero();
  }

  @Test
  void theMeanOverOrdersIsThatOfAllOrders() {
    // Of the orders of 1, 1, 2 on two slots, the 2 comes last in a third: 3, else 2.
    double[] costs = {1, 1, 2};
    assertThat(Makespan.shuffled(costs, 2, 20_000, 5)).isCloseTo(2 + 1 / 3.0, within(0.02));
    assertThat(costs).containsExactly(1, 1, 2);
    assertThat(Makespan.shuffled(costs, 2, 7, 5)).isEqualTo(Makespan.shuffled(costs, 2, 7, 5));
  }

  @Provide
  Arbitrary<double[]> costs() {
    return costs(40);
  }

  @Provide
  Arbitrary<double[]> few() {
    return costs(7);
  }

  private static Arbitrary<double[]> costs(int most) {
    return Arbitraries.integers()
        .between(1, 1000)
        .list()
        .ofMinSize(1)
        .ofMaxSize(most)
        .map(list -> list.stream().mapToDouble(i -> i).toArray());
  }

  @Property
  void anyOrderStaysWithinGrahamsBound(
      @ForAll("costs") double[] costs, @ForAll @IntRange(min = 1, max = 12) int slots) {
    double least = Makespan.lowerBound(costs, slots);
    assertThat(Makespan.of(costs, slots))
        .isGreaterThanOrEqualTo(least - 1e-9)
        .isLessThanOrEqualTo((2 - 1.0 / slots) * least + 1e-9);
  }

  @Property
  void longestFirstStaysWithinGrahamsBoundOfTheBest(
      @ForAll("few") double[] costs, @ForAll @IntRange(min = 1, max = 4) int slots) {
    double[] sorted =
        DoubleStream.of(costs)
            .boxed()
            .sorted((a, b) -> Double.compare(b, a))
            .mapToDouble(d -> d)
            .toArray();
    double best = best(costs, 0, new double[slots]);
    assertThat(best).isGreaterThanOrEqualTo(Makespan.lowerBound(costs, slots) - 1e-9);
    assertThat(Makespan.of(sorted, slots))
        .isGreaterThanOrEqualTo(best - 1e-9)
        .isLessThanOrEqualTo((4.0 / 3 - 1.0 / (3 * slots)) * best + 1e-9);
  }

  /** The best of all ways to share the units out. */
  private static double best(double[] costs, int next, double[] load) {
    if (next == costs.length) {
      return Arrays.stream(load).max().orElseThrow();
    }
    double best = Double.POSITIVE_INFINITY;
    for (int slot = 0; slot < load.length; slot++) {
      load[slot] += costs[next];
      best = Math.min(best, best(costs, next + 1, load));
      load[slot] -= costs[next];
    }
    return best;
  }
}
