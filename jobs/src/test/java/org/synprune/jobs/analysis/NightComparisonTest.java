package org.synprune.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synprune.jobs.analysis.NightComparison.Row;
import org.synprune.jobs.analysis.NightComparison.Tolerance;
import org.synprune.jobs.analysis.NightComparison.Verdict;
import org.synprune.jobs.grid.Arm;

/** The nightly gate: what it must catch, and what it must let pass. */
class NightComparisonTest {

  /** The size of the grid that is trained every night. */
  private static final int CELLS = 24;

  private static final int SEEDS = 16;
  private static final int NIGHTS = 7;
  private static final Tolerance STRICT = new Tolerance(0, 0);
  private static final Tolerance USUAL = new Tolerance(0.01, 0.25);

  private static Measure.Mae cell(int number) {
    return new Measure.Mae(Observations.place("sp500", "rnn", number + 1), Arm.NONE);
  }

  /** A night of cells and seeds whose errors a function gives; each trial takes two seconds. */
  private static Night night(
      String run, int cells, int seeds, ToDoubleBiFunction<Integer, Integer> error) {
    Map<String, Night.Result> results = new HashMap<>();
    for (int cell = 0; cell < cells; cell++) {
      for (int seed = 0; seed < seeds; seed++) {
        results.put(
            cell + "/" + seed, new Night.Result(cell(cell), error.applyAsDouble(cell, seed), 2));
      }
    }
    return Night.of(run, results);
  }

  private static Night timed(String run, Map<String, Double> seconds) {
    Map<String, Night.Result> results = new HashMap<>();
    seconds.forEach((id, time) -> results.put(id, new Night.Result(cell(0), 1, time)));
    return Night.of(run, results);
  }

  /** What every trial's error is before anything goes wrong. */
  private static double usual(int cell, int seed) {
    return 1 + 0.1 * cell + 0.01 * ((seed * 7) % 5);
  }

  @Test
  void nightsOfEqualBitsAreFine() {
    Night tonight = night("d", 3, SEEDS, NightComparisonTest::usual);
    List<Night> earlier =
        List.of(
            night("c", 3, SEEDS, NightComparisonTest::usual),
            night("b", 3, SEEDS, NightComparisonTest::usual));
    NightComparison comparison = NightComparison.of(tonight, earlier, STRICT);
    assertThat(comparison.regressions()).isEmpty();
    assertThat(comparison.trials()).isEqualTo(3 * SEEDS);
    assertThat(comparison.changed()).isZero();
    assertThat(comparison.baseline()).containsExactly("c", "b");
    assertThat(comparison.cells())
        .hasSize(3)
        .allSatisfy(
            row -> {
              assertThat(row.n()).isEqualTo(SEEDS);
              assertThat(row.ratio()).isEqualTo(1);
              assertThat(row.tonight()).isEqualTo(row.baseline());
              assertThat(row.p()).hasValue(1);
              assertThat(row.verdict()).isEqualTo(Verdict.FINE);
            });
    assertThat(comparison.throughput().orElseThrow().tonight()).isEqualTo(0.5);
    assertThat(comparison.throughput().orElseThrow().ratio()).isEqualTo(1);
  }

  @Test
  void aPlantedRegressionIsFoundInItsCellAndNoOther() {
    Night before = night("a", CELLS, SEEDS, NightComparisonTest::usual);
    Night tonight =
        night(
            "b",
            CELLS,
            SEEDS,
            (cell, seed) -> usual(cell, seed) * (cell == 5 ? 1.1 + 0.01 * seed : 1));
    NightComparison comparison = NightComparison.of(tonight, List.of(before), USUAL);
    assertThat(comparison.changed()).isEqualTo(SEEDS);
    assertThat(comparison.regressions())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.measure()).isEqualTo(cell(5));
              // All 16 signs alike, of 2^16 ways; Holm multiplies the least of 24 by 24.
              assertThat(row.p()).hasValue(2 / Math.pow(2, 16));
              assertThat(row.pAdjusted()).hasValue(24 * 2 / Math.pow(2, 16));
              // The median of 1.10, 1.11, ..., 1.25.
              assertThat(row.ratio()).isCloseTo(1.175, within(1e-12));
              assertThat(row.tonight()).isGreaterThan(row.baseline());
            });
  }

  @Test
  void oneBadNightAmongTheEarlierOnesHidesNothing() {
    Night bad = night("b", 1, SEEDS, (cell, seed) -> 9);
    Night tonight = night("d", 1, SEEDS, (cell, seed) -> 1.2 * usual(cell, seed));
    List<Night> earlier =
        List.of(
            night("c", 1, SEEDS, NightComparisonTest::usual),
            bad,
            night("a", 1, SEEDS, NightComparisonTest::usual));
    assertThat(NightComparison.of(tonight, earlier, USUAL).regressions()).hasSize(1);
    assertThat(NightComparison.of(tonight, List.of(bad), USUAL).regressions()).isEmpty();
  }

  @Test
  void smallerErrorsAreBetterAndNoAlarm() {
    Night before = night("a", 2, SEEDS, NightComparisonTest::usual);
    Night tonight = night("b", 2, SEEDS, (cell, seed) -> usual(cell, seed) * (1 - 0.2 * cell));
    NightComparison comparison = NightComparison.of(tonight, List.of(before), USUAL);
    assertThat(comparison.regressions()).isEmpty();
    assertThat(comparison.cells())
        .extracting(Row::verdict)
        .containsExactly(Verdict.FINE, Verdict.BETTER);
  }

  @Test
  void aChangeBelowTheToleranceIsFineHoweverSignificant() {
    Night before = night("a", 1, SEEDS, NightComparisonTest::usual);
    Night tonight = night("b", 1, SEEDS, (cell, seed) -> 1.008 * usual(cell, seed));
    assertThat(NightComparison.of(tonight, List.of(before), USUAL).regressions()).isEmpty();
    assertThat(NightComparison.of(tonight, List.of(before), STRICT).regressions()).hasSize(1);
  }

  @Test
  void saysWhenSeedsAreTooFewToTellAnything() {
    Night before = night("a", CELLS, 9, NightComparisonTest::usual);
    Night tonight = night("b", CELLS, 9, (cell, seed) -> usual(cell, seed) * (cell == 0 ? 3 : 1));
    NightComparison comparison = NightComparison.of(tonight, List.of(before), USUAL);
    assertThat(comparison.regressions()).isEmpty();
    // 24 x 2 / 2^9 = 0.094, 24 x 2 / 2^10 = 0.047.
    assertThat(comparison.seedsNeeded()).isEqualTo(10);
  }

  @Test
  void withoutEarlierNightsThereIsNothingToSay() {
    Night tonight = night("b", 1, SEEDS, NightComparisonTest::usual);
    NightComparison comparison = NightComparison.of(tonight, List.of(), STRICT);
    assertThat(comparison.rows()).isEmpty();
    assertThat(comparison.seedsNeeded()).isZero();
  }

  @Test
  void onlyEqualTrialsAreCompared() {
    Night tonight = timed("d", Map.of("x", 2.0, "y", 6.0));
    Night half = timed("c", Map.of("x", 1.0, "z", 100.0));
    Night none = timed("b", Map.of("z", 1.0));
    assertThat(tonight.sharesTrialsWith(half)).isTrue();
    assertThat(tonight.sharesTrialsWith(none)).isFalse();
    NightComparison comparison = NightComparison.of(tonight, List.of(half, none), USUAL);
    assertThat(comparison.trials()).isEqualTo(1);
    Row throughput = comparison.throughput().orElseThrow();
    assertThat(throughput.n()).isEqualTo(1);
    assertThat(throughput.tonight()).isEqualTo(0.5);
    assertThat(throughput.baseline()).isEqualTo(1);
    assertThat(throughput.verdict()).isEqualTo(Verdict.WORSE);
  }

  @Test
  void throughputIsHeldAgainstTheMedianNightWithATolerance() {
    List<Night> earlier =
        List.of(
            timed("c", Map.of("x", 1.0)),
            timed("b", Map.of("x", 2.0)),
            timed("a", Map.of("x", 50.0)));
    Tolerance quarter = new Tolerance(0, 0.25);
    for (Map.Entry<Double, Verdict> one :
        Map.of(
                2.6, Verdict.FINE, // 0.77 times
                2.7, Verdict.WORSE, // 0.74 times
                1.6, Verdict.FINE, // 1.25 times
                1.4, Verdict.BETTER) // 1.43 times
            .entrySet()) {
      Night tonight = timed("d", Map.of("x", one.getKey()));
      Row row = NightComparison.of(tonight, earlier, quarter).throughput().orElseThrow();
      assertThat(row.verdict()).as("%s seconds", one.getKey()).isEqualTo(one.getValue());
      assertThat(row.ratio()).isCloseTo(2 / one.getKey(), within(1e-12));
      assertThat(row.p()).isEmpty();
    }
  }

  @Test
  void refusesTolerancesThatCanNotBeMeant() {
    assertThatThrownBy(() -> new Tolerance(-0.1, 0)).hasMessageStartingWith("mae is -0.1");
    assertThatThrownBy(() -> new Tolerance(0, 1)).hasMessageStartingWith("throughput is 1.0");
  }

  /** How nights come to differ although nothing is wrong. */
  enum Noise {
    /** Every night draws its own errors, evenly to both sides. */
    NORMAL,
    /** Every night draws its own errors, some of them much too large. */
    SKEWED,
    /** Earlier nights have the same bits; tonight a harmless change has moved each seed. */
    CHANGED_ONCE
  }

  private static double drawn(Noise noise, Random random) {
    double normal = random.nextGaussian();
    return noise == Noise.SKEWED ? Math.exp(0.5 * normal) : 1 + 0.05 * normal;
  }

  @ParameterizedTest
  @EnumSource
  void noiseAloneRaisesNoMoreAlarmsThanTheLevelAllows(Noise noise) {
    int times = 400;
    int alarms = 0;
    Random random = new Random(11);
    for (int i = 0; i < times; i++) {
      List<Night> nights = new ArrayList<>();
      for (int n = 0; n <= NIGHTS; n++) {
        boolean same = noise == Noise.CHANGED_ONCE && n > 1;
        nights.add(
            same
                ? nights.get(1)
                : night(
                    "n" + n,
                    CELLS,
                    SEEDS,
                    (cell, seed) -> usual(cell, seed) * drawn(noise, random)));
      }
      NightComparison comparison =
          NightComparison.of(nights.get(0), nights.subList(1, NIGHTS + 1), STRICT);
      alarms += comparison.regressions().isEmpty() ? 0 : 1;
    }
    assertThat(alarms / (double) times).isLessThanOrEqualTo(NightComparison.ALPHA);
  }

  @Test
  void oneWorseCellIsTold() {
    int times = 100;
    int caught = 0;
    Random random = new Random(12);
    for (int i = 0; i < times; i++) {
      List<Night> nights = new ArrayList<>();
      for (int n = 0; n <= NIGHTS; n++) {
        boolean tonight = n == 0;
        nights.add(
            night(
                "n" + n,
                CELLS,
                SEEDS,
                (cell, seed) ->
                    usual(cell, seed)
                        * (drawn(Noise.NORMAL, random) + (tonight && cell == 3 ? 0.1 : 0))));
      }
      caught +=
          NightComparison.of(nights.get(0), nights.subList(1, NIGHTS + 1), USUAL)
                  .regressions()
                  .stream()
                  .anyMatch(row -> row.measure().equals(cell(3)))
              ? 1
              : 0;
    }
    // Twice the spread between nights, as conf/grids/nightly.conf promises.
    assertThat(caught).isGreaterThanOrEqualTo(95);
  }
}
