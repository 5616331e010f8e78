package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparsityScheduleTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0",
    "1.999, 0",
    "2, 0.3",
    "5, 0.30185185185185",
    "11, 0.35",
    "19, 0.63696844993141",
    "20, 0.7",
    "35, 0.7"
  })
  void cubicMatchesTheFiguresWorkedByHand(double t, double expected) {
    SparsitySchedule schedule = SparsitySchedule.cubic(0.3, 0.7, 2, 20);
    assertThat(schedule.sparsityAt(t)).isEqualTo(expected, within(1e-12));
    assertThat(schedule.finalSparsity()).isEqualTo(0.7);
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "4, 0.1", "6, 0.5625", "8, 0.8", "12, 0.9", "99, 0.9"})
  void polynomialPrunesMostAtTheBeginning(double t, double expected) {
    // 0.9 - 0.8 (1 - p)^3; (1 - p)^3 at p = 0, 1/4, 1/2, 1 is 1, 27/64, 1/8, 0
    assertThat(SparsitySchedule.polynomial(0.1, 0.9, 4, 12, 3).sparsityAt(t))
        .isEqualTo(expected, within(1e-12));
  }

  @Test
  void polynomialOfPowerOneIsALine() {
    SparsitySchedule line = SparsitySchedule.polynomial(0, 0.8, 0, 8, 1);
    assertThat(line.sparsityAt(2)).isEqualTo(0.2, within(1e-12));
    assertThat(line.sparsityAt(6)).isEqualTo(0.6, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.8", "1, 0.65", "3, 0.35", "4, 0.2", "7, 0.2625", "10, 0.7", "12, 0.7"})
  void growThenPruneOvershootsAndComesBack(double t, double expected) {
    SparsitySchedule schedule = SparsitySchedule.growThenPrune(0.8, 0.2, 0.7, 4, 10);
    assertThat(schedule.sparsityAt(t)).isEqualTo(expected, within(1e-12));
    assertThat(schedule.finalSparsity()).isEqualTo(0.7);
  }

  @Test
  void growThenPruneRefusesWhatDoesNotGrowOrPrune() {
    assertThatThrownBy(() -> SparsitySchedule.growThenPrune(0.2, 0.2, 0.7, 4, 10))
        .hasMessage(
            "Growth must go from a sparsity at time 0 to a lower one at a later time, but goes from 0.2"
                + " to 0.2 at 4.0.");
    assertThatThrownBy(() -> SparsitySchedule.growThenPrune(0.8, 0.3, 0.2, 4, 10))
        .hasMessageContaining("must not be above the last");
    assertThatThrownBy(() -> SparsitySchedule.growThenPrune(0.8, 0.3, 0.7, 4, 4))
        .hasMessageContaining("must end after it begins");
    assertThatThrownBy(() -> SparsitySchedule.growThenPrune(Double.NaN, 0.3, 0.7, 4, 9))
        .hasMessageContaining("sparsity at the start");
  }

  @Test
  void oneShotJumpsAndConstantStays() {
    SparsitySchedule jump = SparsitySchedule.oneShot(0.8, 3);
    assertThat(jump.sparsityAt(2.999)).isZero();
    assertThat(jump.sparsityAt(3)).isEqualTo(0.8);
    assertThat(SparsitySchedule.constant(0.5).sparsityAt(0)).isEqualTo(0.5);
    assertThat(SparsitySchedule.constant(0.5).finalSparsity()).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.2, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesSparsityOutsideItsRange(double sparsity) {
    assertThatThrownBy(() -> SparsitySchedule.constant(sparsity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The sparsity must be in [0, 1), but is " + sparsity + ".");
    assertThatThrownBy(() -> SparsitySchedule.oneShot(sparsity, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SparsitySchedule.cubic(0.0, sparsity, 2, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The last sparsity must be in [0, 1)");
    assertThatThrownBy(() -> SparsitySchedule.polynomial(sparsity, 0.9, 2, 20, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The first sparsity must be in [0, 1)");
  }

  @Test
  void refusesSchedulesThatRunBackwards() {
    assertThatThrownBy(() -> SparsitySchedule.cubic(0.7, 0.3, 2, 20))
        .hasMessageContaining("0.7 and 0.3");
    assertThatThrownBy(() -> SparsitySchedule.cubic(0.3, 0.7, 20, 20))
        .hasMessageContaining("must end after it begins");
    assertThatThrownBy(() -> SparsitySchedule.cubic(0.3, 0.7, -1, 20))
        .hasMessageContaining("must begin at 0 or later");
    assertThatThrownBy(() -> SparsitySchedule.polynomial(0.3, 0.7, 2, 20, 0))
        .hasMessageContaining("power must be above 0");
    assertThatThrownBy(() -> SparsitySchedule.oneShot(0.3, Double.NaN))
        .hasMessageContaining("must begin at 0 or later");
    double never = Double.POSITIVE_INFINITY;
    assertThatThrownBy(() -> SparsitySchedule.oneShot(0.3, never))
        .hasMessageContaining("must begin at 0 or later");
    assertThatThrownBy(() -> SparsitySchedule.cubic(0.3, 0.7, 2, never))
        .hasMessageContaining("must end after it begins");
    assertThatThrownBy(() -> SparsitySchedule.polynomial(0.3, 0.7, 2, 20, never))
        .hasMessageContaining("power must be above 0");
  }

  @Property(tries = 300)
  void rampsStayWithinTheirBoundsNeverFallAndAreExactAtBothEnds(
      @ForAll @DoubleRange(min = 0, max = 0.99) double a,
      @ForAll @DoubleRange(min = 0, max = 0.99) double b,
      @ForAll @IntRange(max = 10) int warmup,
      @ForAll @IntRange(min = 1, max = 40) int length,
      @ForAll @DoubleRange(min = 0.5, max = 5) double power) {
    double min = Math.min(a, b);
    double max = Math.max(a, b);
    int total = warmup + length;
    for (SparsitySchedule schedule :
        new SparsitySchedule[] {
          SparsitySchedule.cubic(min, max, warmup, total),
          SparsitySchedule.polynomial(min, max, warmup, total, power)
        }) {
      assertThat(schedule.sparsityAt(warmup)).isEqualTo(min);
      assertThat(schedule.sparsityAt(total)).isEqualTo(max);
      assertThat(schedule.sparsityAt(warmup - 1e-9)).isZero();
      double before = 0;
      for (double t = 0; t < total + 2; t += 0.5) {
        double now = schedule.sparsityAt(t);
        assertThat(now).isBetween(before, max);
        before = now;
      }
    }
  }
}
