package org.synprune.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.stats.BayesianSignedRank;
import org.synprune.jobs.stats.ConfidenceInterval;
import org.synprune.jobs.stats.Differences;
import org.synprune.jobs.stats.MedianDifference;

/** The median difference, the Bayesian test, and the rows that hold them. */
class PairEstimatesTest {

  private static final double[] DIFFERENCES = {.5, .5, -.2, .9, 1.1, -.5, .3, .3, 1.4, .7};

  @Test
  void mediansOfOddAndEvenNumbers() {
    assertThat(MedianDifference.of(new double[] {3, -1, 2}, .95, 1).median()).isEqualTo(2);
    assertThat(MedianDifference.of(new double[] {3, -1, 2, 9}, .95, 1).median()).isEqualTo(2.5);
  }

  @Test
  void quantilesLieBetweenNeighbours() {
    double[] sorted = {1, 2, 4, 8};
    assertThat(MedianDifference.quantile(sorted, 0)).isEqualTo(1);
    assertThat(MedianDifference.quantile(sorted, .25)).isEqualTo(1.75);
    assertThat(MedianDifference.quantile(sorted, .5)).isEqualTo(3);
    assertThat(MedianDifference.quantile(sorted, 1)).isEqualTo(8);
    ConfidenceInterval all =
        MedianDifference.of(new double[] {3, -1, 2}, Math.nextDown(1.0), 1).interval();
    assertThat(all.low()).isEqualTo(-1);
    assertThat(all.high()).isEqualTo(3);
  }

  /** Of three values the median of a resample is the least with probability 7/27. */
  @Test
  void quantilesOfTheResampledMedian() {
    double[] three = {3, -1, 2};
    ConfidenceInterval wide = MedianDifference.of(three, .95, 1).interval();
    assertThat(wide).isEqualTo(new ConfidenceInterval(-1, 3, .95));
    // 1 / 4 < 7 / 27 < 1 / 3.6
    assertThat(MedianDifference.of(three, .5, 1).interval().low()).isEqualTo(-1);
    ConfidenceInterval narrow = MedianDifference.of(three, 1 - 2 / 3.6, 1).interval();
    assertThat(narrow.low()).isEqualTo(2);
    assertThat(narrow.high()).isEqualTo(2);
  }

  @Test
  void seedsDecideTheResamplesAndNothingElse() {
    MedianDifference one = MedianDifference.of(DIFFERENCES, .9, 7);
    double[] reversed = new double[DIFFERENCES.length];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = DIFFERENCES[reversed.length - 1 - i];
    }
    assertThat(MedianDifference.of(reversed, .9, 7)).isEqualTo(one);
    assertThat(BayesianSignedRank.of(reversed, .1, 7))
        .isEqualTo(BayesianSignedRank.of(DIFFERENCES, .1, 7))
        .isNotEqualTo(BayesianSignedRank.of(DIFFERENCES, .1, 8));
    assertThat(DIFFERENCES[0]).isEqualTo(.5);
  }

  /**
   * One difference beyond the rope beside the prior's point: the rope holds w^2 of the mass, w
   * being Beta(1/2, 1), so it is the largest with probability 1 - 2^(-1/4).
   */
  @Test
  void theBayesianTestOfOneDifferenceIsKnown() {
    BayesianSignedRank test = BayesianSignedRank.of(new double[] {3}, 1, 5);
    assertThat(test.left()).isZero();
    assertThat(test.right()).isCloseTo(Math.pow(2, -.25), within(.013));
    BayesianSignedRank mirrored = BayesianSignedRank.of(new double[] {-3}, 1, 5);
    assertThat(mirrored.left()).isCloseTo(Math.pow(2, -.25), within(.013));
    assertThat(mirrored.right()).isZero();
  }

  @Test
  void theEndsOfTheRopeBelongToIt() {
    assertThat(BayesianSignedRank.of(new double[] {1, 1, -1, -1}, 1, 5).rope()).isEqualTo(1);
    assertThat(BayesianSignedRank.of(new double[] {0, 0}, 0, 5).rope()).isEqualTo(1);
    assertThat(BayesianSignedRank.of(new double[] {1, 1, 1, 1, 1}, .999, 5).right())
        .isGreaterThan(.9);
  }

  @Test
  void refusesWhatItCannotEstimate() {
    double[] none = {};
    double[] infinite = {1, Double.POSITIVE_INFINITY};
    assertThatThrownBy(() -> MedianDifference.of(none, .95, 1))
        .hasMessage("no differences, expected at least 1");
    assertThatThrownBy(() -> MedianDifference.of(infinite, .95, 1))
        .hasMessage("a difference is Infinity");
    assertThatThrownBy(() -> MedianDifference.of(DIFFERENCES, 1, 1))
        .hasMessage("level is 1.0, expected in (0, 1)");
    assertThatThrownBy(() -> MedianDifference.of(DIFFERENCES, Double.NaN, 1))
        .hasMessage("level is NaN, expected in (0, 1)");
    assertThatThrownBy(() -> BayesianSignedRank.of(none, 1, 1))
        .hasMessage("no differences, expected at least 1");
    assertThatThrownBy(() -> BayesianSignedRank.of(infinite, 1, 1))
        .hasMessage("a difference is Infinity");
    assertThatThrownBy(() -> BayesianSignedRank.of(DIFFERENCES, -.1, 1))
        .hasMessage("rope is -0.1, expected 0 or more");
    assertThatThrownBy(() -> new BayesianSignedRank(.5, .5, .5))
        .hasMessage("0.5, 0.5, 0.5 aren't three probabilities that add up to 1");
    assertThatThrownBy(() -> new BayesianSignedRank(1.5, -.5, 0))
        .isInstanceOf(IllegalArgumentException.class);
    ConfidenceInterval interval = new ConfidenceInterval(0, 1, .95);
    assertThatThrownBy(() -> new MedianDifference(Double.NaN, interval))
        .hasMessage("median is NaN");
  }

  @Test
  void rowsOfAPairStandBesideItsTest() {
    double[] first = {1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6};
    double[] second = {1.2, 1.3, 1.1, 1.6, 1.7, 1.8, 2.1};
    List<TestResult> rows = rows(first, second);
    assertThat(rows)
        .extracting(TestResult::family)
        .containsExactly(
            "median-difference/seeds",
            "median-difference-low/seeds",
            "median-difference-high/seeds",
            "bayes-left/seeds",
            "bayes-rope/seeds",
            "bayes-right/seeds");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.scope().text()).isEqualTo("sp500/rnn/7");
              assertThat(row.blocks()).isEqualTo(7);
              assertThat(row.treatments()).containsExactly(Arm.NONE, new Arm("dropout"));
              assertThat(row.p()).isEmpty();
            });
    MedianDifference median = MedianDifference.of(Differences.of(first, second), .95, 20170228);
    assertThat(rows.get(0).statistic()).hasValueCloseTo(-.3, within(1e-12));
    assertThat(rows.get(0).note()).isEmpty();
    assertThat(rows.get(1).statistic()).hasValue(median.interval().low());
    assertThat(rows.get(2).statistic()).hasValue(median.interval().high());
    assertThat(rows.get(1).note()).isEqualTo("95% percentile bootstrap");
    assertThat(rows.get(3).statistic().orElseThrow()).isGreaterThan(.95);
    assertThat(rows.get(5).statistic().orElseThrow()).isLessThan(.05);
    assertThat(rows.get(3).note()).isEqualTo("differences of logarithms, rope of 1%");
  }

  @Test
  void theRopeIsOnePartInAHundred() {
    double[] same = {1, 2, 3, 4, 5, 6};
    double[] hardlyMore = new double[6];
    double[] more = new double[6];
    for (int i = 0; i < 6; i++) {
      hardlyMore[i] = 1.0099 * same[i];
      more[i] = 1.0101 * same[i];
    }
    assertThat(rows(same, hardlyMore).get(4).statistic()).hasValue(1);
    assertThat(rows(same, more).get(3).statistic().orElseThrow()).isGreaterThan(.95);
    assertThat(rows(more, same).get(5).statistic().orElseThrow()).isGreaterThan(.95);
  }

  @Test
  void fewDifferencesCannotReachTheirLevel() {
    double[] five = {1, 2, 3, 4, 5};
    double[] six = {1, 2, 3, 4, 5, 6};
    assertThat(rows(five, five).get(1).note())
        .isEqualTo("95% percentile bootstrap; too few differences for a confidence of 95%");
    assertThat(rows(six, six).get(2).note()).isEqualTo("95% percentile bootstrap");
  }

  @Test
  void overDataSetsMediansAreOfLogarithms() {
    List<Observation> observations = new ArrayList<>();
    double[] levels = {1, 100, 10};
    String[] datasets = {"bitcoin", "sp500", "power"};
    for (int i = 0; i < 3; i++) {
      observations.add(observation(datasets[i], "rnn", 7, "none", 1, levels[i]));
      observations.add(observation(datasets[i], "rnn", 7, "dropout", 1, levels[i] * (2 + i)));
    }
    List<TestResult> rows =
        Summary.of(observations).tests().stream()
            .filter(row -> row.family().equals("median-difference/datasets"))
            .toList();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).statistic()).hasValueCloseTo(-Math.log(3), within(1e-12));
    assertThat(rows.get(0).note()).startsWith("differences of logarithms; too few data sets");
  }

  @Test
  void errorsOfZeroHaveMediansWithinACellAlone() {
    double[] none = {0, 1, 2};
    List<TestResult> rows = rows(none, new double[] {1, 2, 3});
    assertThat(rows.get(0).family()).isEqualTo("bayes-rope/seeds");
    assertThat(rows.get(0).statistic()).isEmpty();
    assertThat(rows.get(0).note()).contains("no logarithm");
    assertThat(rows.get(1).statistic()).hasValue(-1);
    assertThat(rows).hasSize(4);
    List<Observation> zero = new ArrayList<>();
    for (String dataset : List.of("bitcoin", "sp500")) {
      zero.add(observation(dataset, "rnn", 7, "none", 1, 0));
      zero.add(observation(dataset, "rnn", 7, "dropout", 1, 1));
    }
    assertThat(Summary.of(zero).tests())
        .filteredOn(row -> row.unit() == BlockUnit.DATASETS && row.statistic().isEmpty())
        .extracting(TestResult::kind)
        .contains(TestKind.WILCOXON, TestKind.MEDIAN_DIFFERENCE, TestKind.BAYES_ROPE);
  }

  /** The rows of the pair none and dropout over seeds. */
  private static List<TestResult> rows(double[] none, double[] dropout) {
    List<Observation> observations = new ArrayList<>();
    for (int seed = 0; seed < none.length; seed++) {
      observations.add(observation("sp500", "rnn", 7, "none", seed, none[seed]));
      observations.add(observation("sp500", "rnn", 7, "dropout", seed, dropout[seed]));
    }
    return Summary.of(observations).tests().stream()
        .filter(row -> row.unit() == BlockUnit.SEEDS)
        .filter(row -> row.kind().compareTo(TestKind.WILCOXON) > 0)
        .toList();
  }
}
