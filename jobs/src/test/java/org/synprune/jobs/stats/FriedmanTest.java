package org.synprune.jobs.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Friedman's test and what goes with it, against Demsar (2006) and scipy. */
class FriedmanTest {

  /** Demsar (2006), Table 6: accuracy of C4.5, C4.5+m, C4.5+cf, C4.5+m+cf on 14 data sets. */
  static final double[][] DEMSAR = {
    {.763, .768, .771, .798},
    {.599, .591, .590, .569},
    {.954, .971, .968, .967},
    {.628, .661, .654, .657},
    {.882, .888, .886, .898},
    {.936, .931, .916, .931},
    {.661, .668, .609, .685},
    {.583, .583, .563, .625},
    {.775, .838, .866, .875},
    {1.00, 1.00, 1.00, 1.00},
    {.940, .962, .965, .962},
    {.619, .666, .614, .669},
    {.972, .981, .975, .975},
    {.957, .978, .946, .970},
  };

  /** Rank 1 is the best accuracy there, the smallest value here. */
  static double[][] demsarErrors() {
    return Arrays.stream(DEMSAR)
        .map(row -> Arrays.stream(row).map(value -> 1 - value).toArray())
        .toArray(double[][]::new);
  }

  @Test
  void demsarsTable6() {
    Friedman friedman = Friedman.of(demsarErrors());
    double[] expected = {3.1429, 2.0, 2.9286, 1.9286};
    for (int j = 0; j < expected.length; j++) {
      assertThat(friedman.averageRanks().get(j)).isCloseTo(expected[j], within(5e-5));
    }
    assertThat(friedman.chiSquare()).isCloseTo(9.8571, within(5e-5));
    assertThat(friedman.p()).isCloseTo(.01982, within(5e-6));
    assertThat(friedman.imanDavenport().f()).isCloseTo(3.98667, within(5e-6));
    assertThat(friedman.imanDavenport().p()).isCloseTo(.014352, within(5e-7));
    assertThat(friedman.chiSquareTied()).isCloseTo(10.952380952380956, within(1e-12));
    assertThat(friedman.pTied()).isCloseTo(.011986176325417788, within(1e-12));
    assertThat(friedman.df()).isEqualTo(3);
    assertThat(friedman.dfWithin()).isEqualTo(39);
  }

  @Test
  void manyTiesAsScipyHasThem() {
    Friedman friedman =
        Friedman.of(
            new double[][] {
              {5, 4, 4}, {5, 3, 4}, {5, 2, 1}, {2, 2, 5}, {5, 1, 3}, {5, 1, 4}, {1, 3, 5},
              {2, 2, 2}, {4, 2, 5}
            });
    assertThat(friedman.chiSquareTied()).isCloseTo(5.266666666666663, within(1e-12));
    assertThat(friedman.pTied()).isCloseTo(.07183860068931341, within(1e-12));
    assertThat(friedman.kendallW()).isCloseTo(5.266666666666663 / 18, within(1e-12));
  }

  @Test
  void fullAgreementHasNoFiniteFButAProbability() {
    Friedman friedman = Friedman.of(new double[][] {{1, 2, 3}, {2, 4, 9}, {0, 1, 5}});
    assertThat(friedman.kendallW()).isEqualTo(1);
    assertThat(friedman.imanDavenport().f()).isInfinite();
    assertThat(friedman.imanDavenport().p()).isCloseTo(1 / 36.0, within(1e-15));
  }

  @Test
  void allTiedIsNoDifferenceRatherThanNaN() {
    Friedman friedman = Friedman.of(new double[][] {{1, 1}, {2, 2}, {3, 3}});
    assertThat(friedman.chiSquareTied()).isZero();
    assertThat(friedman.pTied()).isEqualTo(1);
    assertThat(friedman.imanDavenportTied().f()).isZero();
    assertThat(friedman.imanDavenportTied().p()).isEqualTo(1);
  }

  @Test
  void refusesWhatItCannotTest() {
    assertThatThrownBy(() -> Friedman.of(new double[][] {{1, 2}}))
        .hasMessage("1 blocks of 2 treatments, expected at least 2 of 2");
    assertThatThrownBy(() -> Friedman.of(new double[][] {{1}, {2}}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Friedman(2, List.of(1.0), 0, 0))
        .hasMessage("2 blocks of 1 treatments, expected at least 2 of 2");
    assertThatThrownBy(() -> Friedman.of(new double[0][]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Friedman.of(new double[][] {{1, 2}, {1, 2, 3}}))
        .hasMessage("a block has 3 values, expected 2 like the first");
    assertThatThrownBy(() -> Friedman.of(new double[][] {{1, 2}, {1, Double.NaN}}))
        .hasMessageContaining("NaN");
  }

  @Test
  void ranksShareTheirAverageOverTies() {
    assertThat(Ranks.of(3, 1, 3, 2, 3).toArray()).containsExactly(4, 1, 4, 2, 4);
    assertThat(Ranks.of(3, 1, 3, 2, 3).tieTerm()).isEqualTo(24);
    assertThat(Ranks.of(0.0, -0.0, -1).toArray()).containsExactly(2.5, 2.5, 1);
    assertThat(Ranks.of().toArray()).isEmpty();
  }

  @Test
  void criticalDifferencesOfDemsarAndRangesOfScipy() {
    assertThat(Nemenyi.criticalDifference(4, 14, .05)).isCloseTo(1.2536, within(5e-5));
    assertThat(Nemenyi.criticalDifference(4, 14, .10)).isCloseTo(1.1181, within(5e-5));
    assertThat(Nemenyi.rangeQuantile(2, .95)).isCloseTo(2.771807649, within(2e-9));
    assertThat(Nemenyi.rangeQuantile(3, .90)).isCloseTo(2.902380213, within(2e-9));
    assertThat(Nemenyi.rangeQuantile(4, .95)).isCloseTo(3.633159575, within(2e-9));
    assertThat(Nemenyi.rangeQuantile(10, .95)).isCloseTo(4.474124222, within(2e-9));
    assertThat(Nemenyi.rangeQuantile(10, .90)).isCloseTo(4.129346398, within(2e-9));
    assertThatThrownBy(() -> Nemenyi.criticalDifference(1, 14, .05))
        .hasMessage("1 treatments, expected 2 to 1000");
    assertThatThrownBy(() -> Nemenyi.criticalDifference(4, 0, .05))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Nemenyi.criticalDifference(4, 14, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Nemenyi.criticalDifference(4, 14, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Nemenyi.criticalDifference(1001, 14, .05))
        .hasMessage("1001 treatments, expected 2 to 1000");
  }

  /** A single block and a thousand treatments are still within bounds. */
  @Test
  void criticalDifferencesAtTheirBounds() {
    assertThat(Nemenyi.criticalDifference(2, 1, .05))
        .isCloseTo(2.771807649 * Math.sqrt(.5), within(2e-9));
    assertThat(Nemenyi.rangeQuantile(1000, .95)).isBetween(7.0, 7.5);
  }
}
