package org.synprune.jobs.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.stats.Wilcoxon.Zeros;

/** The signed-rank test, Holm's adjustment and the measures of a sample, against R and scipy. */
class WilcoxonTest {

  @Test
  void depressionExampleOfRsDocumentation() {
    double[] first = {1.83, .50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    double[] second = {.878, .647, .598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    Wilcoxon test = Wilcoxon.ofPairs(first, second, Zeros.WILCOXON);
    assertThat(test.positive()).isEqualTo(40);
    assertThat(test.negative()).isEqualTo(5);
    assertThat(test.p()).isEqualTo(.0390625);
    assertThat(test.rankBiserial()).isCloseTo(35 / 45.0, within(1e-15));
  }

  @Test
  void tiesStayExact() {
    double[] differences = {.5, .5, -.2, .9, 1.1, -.5, .3, .3, 1.4, .7};
    assertThat(Wilcoxon.ofDifferences(differences, Zeros.WILCOXON).p()).isEqualTo(.02734375);
  }

  @Test
  void tiesOfDecimalsAreTiesDespiteTheirLastBits() {
    double[] first = {.3, .2, .5, .9};
    double[] second = {.2, .1, .4, 1.0};
    Wilcoxon test = Wilcoxon.ofPairs(first, second, Zeros.WILCOXON);
    assertThat(test.positive()).isEqualTo(7.5);
    assertThat(test.negative()).isEqualTo(2.5);
    assertThat(test.p()).isEqualTo(.625);
  }

  @Test
  void zerosByBothConventionsAsScipyPermutesThem() {
    double[] differences = {1, -2, 2, 0, 3, 3, -1, 4, 5, 0, 6, -2};
    Wilcoxon dropped = Wilcoxon.ofDifferences(differences, Zeros.WILCOXON);
    assertThat(dropped.negative()).isEqualTo(9.5);
    assertThat(dropped.p()).isEqualTo(.072265625);
    assertThat(dropped.n()).isEqualTo(10);
    assertThat(dropped.zeros()).isEqualTo(2);
    Wilcoxon pratt = Wilcoxon.ofDifferences(differences, Zeros.PRATT);
    assertThat(pratt.negative()).isEqualTo(15.5);
    assertThat(pratt.p()).isEqualTo(.09375);
  }

  @Test
  void onlyZerosShowNoDifference() {
    Wilcoxon test = Wilcoxon.ofPairs(new double[3], new double[3], Zeros.WILCOXON);
    assertThat(test.p()).isEqualTo(1);
    assertThat(test.rankBiserial()).isZero();
  }

  @Test
  void refusesWhatItCannotTest() {
    assertThatThrownBy(() -> Wilcoxon.ofDifferences(new double[0], Zeros.PRATT))
        .hasMessage("0 differences, expected 1 to 1000");
    assertThatThrownBy(() -> Wilcoxon.ofDifferences(new double[1001], Zeros.PRATT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wilcoxon.ofDifferences(new double[] {Double.NaN}, Zeros.PRATT))
        .hasMessage("a difference is NaN");
    assertThatThrownBy(() -> Wilcoxon.ofPairs(new double[2], new double[3], Zeros.PRATT))
        .hasMessage("2 values against 3, expected pairs");
  }

  @Test
  void aThousandDifferencesAreNotTooMany() {
    double[] same = new double[1000];
    Arrays.fill(same, 0, 500, 1);
    Arrays.fill(same, 500, 1000, -1);
    assertThat(Wilcoxon.ofDifferences(same, Zeros.WILCOXON).p()).isEqualTo(1);
  }

  /** Values far from zero: a sum of squares less a square of sums would have lost all digits. */
  @Test
  void spreadFarFromZero() {
    assertThat(Sample.of(1e9, 1e9 + .5, 1e9 + .75).populationSd())
        .isCloseTo(Math.sqrt(.875 / 9), within(1e-9));
  }

  @Test
  void significanceTakesEnoughBlocks() {
    assertThat(Wilcoxon.blocksNeeded(1, .05)).isEqualTo(6);
    assertThat(Wilcoxon.blocksNeeded(6, .05)).isEqualTo(8);
    assertThat(Wilcoxon.blocksNeeded(1, .5)).isEqualTo(3);
    assertThatThrownBy(() -> Wilcoxon.blocksNeeded(0, .05)).hasMessage("0 pairs at level 0.05");
    assertThatThrownBy(() -> Wilcoxon.blocksNeeded(1, 0)).hasMessage("1 pairs at level 0.0");
    assertThatThrownBy(() -> Wilcoxon.blocksNeeded(1, 1)).hasMessage("1 pairs at level 1.0");
  }

  @Test
  void holmAsRsDocumentationHasIt() {
    assertThat(Holm.adjust(.01, .04, .03, .005)).containsExactly(.03, .06, .06, .02);
    assertThat(Holm.adjust(.6, .5)).containsExactly(1, 1);
    assertThat(Holm.adjust()).isEmpty();
    assertThatThrownBy(() -> Holm.adjust(.1, Double.NaN)).hasMessage("p is NaN, expected 0 to 1");
  }

  @Test
  void sampleAndItsIntervals() {
    Sample sample = Sample.of(2.5, 3.1, 2.8, 4.4, 3.9);
    assertThat(sample.mean()).isCloseTo(3.34, within(1e-12));
    assertThat(sample.sd()).hasValueCloseTo(.7893034904268448, within(1e-12));
    assertThat(sample.populationSd()).isCloseTo(.7059745037889118, within(1e-12));
    ConfidenceInterval wide = sample.interval(.99).orElseThrow();
    assertThat(wide.low()).isCloseTo(1.714813203900808, within(1e-9));
    assertThat(wide.high()).isCloseTo(4.965186796099192, within(1e-9));
    ConfidenceInterval usual = sample.interval(.95).orElseThrow();
    assertThat(usual.low()).isCloseTo(2.3599502722804173, within(1e-9));
    assertThat((usual.high() - usual.low()) / 2).isCloseTo(.9800497277195827, within(1e-9));
  }

  @Test
  void aSingleValueHasNoSpread() {
    Sample sample = Sample.of(7);
    assertThat(sample.mean()).isEqualTo(7);
    assertThat(sample.sd()).isEmpty();
    assertThat(sample.interval(.95)).isEmpty();
    assertThatThrownBy(() -> Sample.of()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sample.of(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConfidenceInterval(2, 1, .95))
        .isInstanceOf(IllegalArgumentException.class);
    for (double level : new double[] {95, 1, 0, Double.NaN}) {
      assertThatThrownBy(() -> new ConfidenceInterval(1, 2, level))
          .hasMessage("level is " + level + ", expected in (0, 1)");
    }
  }
}
