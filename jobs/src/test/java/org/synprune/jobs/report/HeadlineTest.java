package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.Summary;

/** What the first sentence of a report may claim, and what it mustn't. */
class HeadlineTest {

  private static final List<String> ARMS =
      List.of("none", "dropout", "mc-dropout", "synaptic-pruning");

  @Test
  void theOneRowWithAWinnerIsToldWithItsIntervals() {
    List<Observation> all = new ArrayList<>(arms("sp500", 7, 10, .1, .05, ARMS));
    all.addAll(arms("power", 7, 10, 17.5, 0, ARMS));
    // Ten seeds .1, .101 ... .109: mean .1045, sd .0030277, t(9) 2.2622, half-width .0021659.
    assertThat(Headline.of(Summary.of(all)))
        .isEqualTo(
            new Headline(
                "On sp500 with rnn at lookback 7, synaptic-pruning has the smallest mean error,"
                    + " 0.1045 (95% interval 0.1023 to 0.1067), significantly smaller than that of"
                    + " mc-dropout, 0.1545 (95% interval 0.1523 to 0.1567); the other row has no"
                    + " significant winner.",
                List.of(
                    "sp500 with rnn at lookback 7: synaptic-pruning 0.1045 (95% interval 0.1023 to"
                        + " 0.1067); runner-up mc-dropout 0.1545 (95% interval 0.1523 to"
                        + " 0.1567)")));
  }

  @Test
  void severalWinnersAreCountedAndTheRestIsNotHidden() {
    List<String> reversed = List.of("synaptic-pruning", "mc-dropout", "dropout", "none");
    List<Observation> all = new ArrayList<>(arms("sp500", 1, 10, .1, .05, ARMS));
    all.addAll(arms("sp500", 7, 10, 1200, 50, reversed));
    all.addAll(arms("power", 7, 10, 3, .5, reversed));
    all.addAll(noise("bitcoin", 10));
    all.addAll(noise("air-quality", 10));
    Headline headline = Headline.of(Summary.of(all));
    assertThat(headline.sentence())
        .isEqualTo(
            "In 3 of 5 rows (data set, network and lookback) one arm is the statistically"
                + " significant winner: none in 2 (sp500 rnn at 7; power rnn at 7),"
                + " synaptic-pruning in 1 (sp500 rnn at 1); the other 2 rows have no significant"
                + " winner.");
    assertThat(headline.won())
        .hasSize(3)
        .anyMatch(line -> line.contains("none 1200 (95% interval 1200 to 1200)"));
  }

  @Test
  void noDifferenceIsAHeadlineToo() {
    Headline headline = Headline.of(Summary.of(noise("power", 10)));
    assertThat(headline.sentence())
        .isEqualTo(
            "The one row (data set, network and lookback) has no statistically significant"
                + " winner.");
    assertThat(headline.won()).isEmpty();
  }

  @Test
  void tooFewSeedsToTellAreNotTakenForEquality() {
    List<Observation> three = new ArrayList<>(arms("sp500", 1, 3, .1, .05, ARMS));
    three.addAll(arms("sp500", 7, 3, .1, .05, ARMS));
    assertThat(Headline.of(Summary.of(three)).sentence())
        .isEqualTo(
            "None of the 2 rows (data set, network and lookback) has a statistically significant"
                + " winner. 3 seeds are too few: comparing 4 regularisers takes at least 8.");
  }

  @Test
  void aSingleSeedClaimsNothing() {
    List<Observation> single = arms("sp500", 1, 1, .1, .05, List.of("none", "dropout"));
    Headline headline = Headline.of(Summary.of(single));
    assertThat(headline.sentence())
        .startsWith("The one row")
        .endsWith("1 seed is too few: comparing 2 regularisers takes at least 6.");
    assertThat(headline.won()).isEmpty();
  }

  @Test
  void nothingToCompareIsSaid() {
    assertThat(Headline.of(Summary.of(List.of())).sentence())
        .isEqualTo("No trial has a result, so there is nothing to compare.");
    assertThat(Headline.of(Summary.of(arms("sp500", 1, 9, 1, 0, List.of("none")))).sentence())
        .isEqualTo("Only one arm, none, was trained, so there is nothing to compare it with.");
  }

  /** The last arm is the best, each before it worse by a step; seeds shift all arms alike. */
  static List<Observation> arms(
      String dataset, int lookback, int seeds, double least, double step, List<String> arms) {
    List<Observation> all = new ArrayList<>();
    for (int i = 0; i < arms.size(); i++) {
      for (int seed = 0; seed < seeds; seed++) {
        double value = least + step * (arms.size() - 1 - i) + (step > 0 ? .001 * seed : 0);
        all.add(observation(dataset, "rnn", lookback, arms.get(i), 42 + seed, value));
      }
    }
    return all;
  }

  private static List<Observation> noise(String dataset, int seeds) {
    Random random = new Random(5);
    List<Observation> all = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      for (String arm : ARMS) {
        all.add(observation(dataset, "rnn", 60, arm, seed, 1 + random.nextDouble()));
      }
    }
    return all;
  }
}
