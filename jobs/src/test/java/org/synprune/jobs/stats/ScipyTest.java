package org.synprune.jobs.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.synprune.jobs.stats.Wilcoxon.Zeros;

/** Random tables against scipy and numpy; src/test/python/stats_truth.py made the figures. */
class ScipyTest {

  /** Standard errors that a Monte Carlo figure may be off. */
  private static final double ERRORS = 5;

  /** Draws of the script, which carry an error too. */
  private static final double DRAWS_OF_SCRIPT = 200_000;

  @ParameterizedTest
  @CsvFileSource(resources = "ranks.csv", numLinesToSkip = 1)
  void ranks(String values, String ranks) {
    assertThat(Ranks.of(numbers(values)).toArray()).containsExactly(numbers(ranks));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "friedman.csv", numLinesToSkip = 1)
  void friedman(String values, double chiSquare, double p, double f, double fp, String ranks) {
    double[][] table =
        Arrays.stream(values.split(";")).map(ScipyTest::numbers).toArray(double[][]::new);
    Friedman friedman = Friedman.of(table);
    assertThat(friedman.chiSquareTied()).isCloseTo(chiSquare, within(1e-11));
    assertThat(friedman.pTied()).isCloseTo(p, within(1e-12));
    assertThat(friedman.imanDavenportTied().f()).isCloseTo(f, within(1e-11));
    assertThat(friedman.imanDavenportTied().p()).isCloseTo(fp, within(1e-12));
    assertThat(friedman.averageRanks().stream().mapToDouble(rank -> rank).toArray())
        .containsExactly(numbers(ranks), within(1e-12));
  }

  /** Exact where scipy is; of many ties and zeros scipy has the normal approximation alone. */
  @ParameterizedTest
  @CsvFileSource(resources = "wilcoxon.csv", numLinesToSkip = 1)
  void wilcoxon(
      String method, Zeros zeros, String differences, double positive, double p, double tolerance) {
    Wilcoxon test = Wilcoxon.ofDifferences(numbers(differences), zeros);
    assertThat(test.positive()).isEqualTo(positive);
    assertThat(test.p()).as(method).isCloseTo(p, within(tolerance));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "studentised_ranges.csv", numLinesToSkip = 1)
  void studentisedRanges(int count, double probability, double quantile) {
    assertThat(Nemenyi.rangeQuantile(count, probability)).isCloseTo(quantile, within(1e-8));
  }

  /** Commons Statistics finds quantiles of t to about 1e-9. */
  @ParameterizedTest
  @CsvFileSource(resources = "t_intervals.csv", numLinesToSkip = 1)
  void tIntervals(String values, double level, double mean, double sd, double low, double high) {
    Sample sample = Sample.of(numbers(values));
    assertThat(sample.mean()).isCloseTo(mean, within(1e-12));
    assertThat(sample.sd()).hasValueCloseTo(sd, within(1e-12));
    ConfidenceInterval interval = sample.interval(level).orElseThrow();
    assertThat(interval.low()).isCloseTo(low, within(1e-8));
    assertThat(interval.high()).isCloseTo(high, within(1e-8));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "holm.csv", numLinesToSkip = 1)
  void holm(String p, String adjusted) {
    assertThat(Holm.adjust(numbers(p))).containsExactly(numbers(adjusted), within(1e-15));
  }

  /** The ends lie where five standard errors of the resampling put them. */
  @ParameterizedTest
  @CsvFileSource(resources = "bootstrap.csv", numLinesToSkip = 1)
  void bootstrap(
      String differences,
      double level,
      double median,
      double lowFrom,
      double lowTo,
      double highFrom,
      double highTo) {
    MedianDifference found = MedianDifference.of(numbers(differences), level, 1);
    assertThat(found.median()).isCloseTo(median, within(1e-12));
    assertThat(found.interval().low()).isBetween(lowFrom - 1e-12, lowTo + 1e-12);
    assertThat(found.interval().high()).isBetween(highFrom - 1e-12, highTo + 1e-12);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "bayes.csv", numLinesToSkip = 1)
  void bayesianSignedRank(
      String differences, double rope, double left, double equivalent, double right) {
    BayesianSignedRank test = BayesianSignedRank.of(numbers(differences), rope, 1);
    assertProbability(test.left(), left);
    assertProbability(test.rope(), equivalent);
    assertProbability(test.right(), right);
  }

  private static void assertProbability(double actual, double expected) {
    // Where none was seen there might have been one.
    double p = Math.max(1 / DRAWS_OF_SCRIPT, Math.min(expected, 1 - expected));
    double error = Math.sqrt(p * (1 - p) * (1 / DRAWS_OF_SCRIPT + 1.0 / BayesianSignedRank.DRAWS));
    assertThat(actual).isCloseTo(expected, within(ERRORS * error));
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
