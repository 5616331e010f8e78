package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;

/** The table at the end of a run: what it shows, what it marks and what it says when it can't. */
class HeadlineTableTest {

  private static final List<String> ARMS =
      List.of("none", "dropout", "mc-dropout", "synaptic-pruning");

  @Test
  void marksTheWinnerThatTheTestsBearOut() {
    List<Observation> all = new ArrayList<>(arms("sp500", "rnn", 10, .1, .05));
    all.addAll(arms("air-quality", "patchtst", 10, 17.5, 0));
    assertThat(HeadlineTable.render(Summary.of(all), "MAE in raw units", List.of()))
        .isEqualTo(
            """
            data set    network  L             none           dropout
            ----------- -------- - ----------------- -----------------
            sp500       rnn      7 0.2545 +- 0.0022  0.2045 +- 0.0022
            air-quality patchtst 7    17.50 +- 0.00     17.50 +- 0.00

            data set    network  L       mc-dropout  synaptic-pruning
            ----------- -------- - ----------------- -----------------
            sp500       rnn      7 0.1545 +- 0.0022  0.1045 +- 0.0022*
            air-quality patchtst 7    17.50 +- 0.00     17.50 +- 0.00

            MAE in raw units, smaller is better; L is the lookback in time steps. Mean over
            10 seeds +- half its 95% t interval.
            * statistically significant winner of its row: Friedman p < 0.05 over seeds, and
            exact Wilcoxon p < 0.05 against the runner-up after Holm's adjustment over all
            pairs of the row. 1 of 2 rows has none.
            """);
  }

  @Test
  void generatedDataAreMarked() {
    Summary summary = Summary.of(arms("bitcoin", "lstm", 3, .1, .05));
    assertThat(HeadlineTable.render(summary, "MAE", List.of("bitcoin", "sp500")).replace('\n', ' '))
        .contains("Generated data. The values of bitcoin, sp500 are generated, not real");
    assertThat(HeadlineTable.render(summary, "MAE", List.of())).doesNotContain("enerated");
  }

  @Test
  void threeSeedsMarkNothingAndSayWhy() {
    String text =
        HeadlineTable.render(Summary.of(arms("bitcoin", "lstm", 3, .1, .05)), "MAE", List.of());
    assertThat(text)
        .doesNotContain("*")
        .contains("No row has a statistically significant winner")
        .contains("3 seeds are too few: comparing 4 regularisers takes at least\n8.\n");
    assertFits(text);
  }

  @Test
  void manySeedsWithoutADifferenceMarkNothingEither() {
    Random random = new Random(5);
    List<Observation> noise = new ArrayList<>();
    for (int seed = 0; seed < 10; seed++) {
      for (String arm : ARMS) {
        noise.add(observation("power", "rnn", 60, arm, seed, 1 + random.nextDouble()));
      }
    }
    String text = HeadlineTable.render(Summary.of(noise), "MAE", List.of());
    assertThat(text).doesNotContain("*").contains("No row has").doesNotContain("too few");
  }

  @Test
  void oneSeedAndMissingArmsAreShownAsTheyAre() {
    String text =
        HeadlineTable.render(
            Summary.of(
                List.of(
                    observation("bitcoin", "rnn", 1, "none", 42, 1234.5),
                    observation("bitcoin", "rnn", 1, "dropout", 42, .000123),
                    observation("power", "rnn", 1, "none", 42, 3.5))),
            "MAE",
            List.of());
    assertThat(text)
        .contains("bitcoin  rnn     1  1234  1.2e-04\n")
        .contains("power    rnn     1 3.500        -\n")
        .contains("One seed, so there are");
    assertFits(text);
  }

  @Test
  void fitsWithTheLongestNamesAndLargeErrorsInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      List<Observation> all = new ArrayList<>();
      for (double size : new double[] {.0012, .12, 1.2, 12, 123, 12345, 123456, 12345678}) {
        Random random = new Random(1);
        for (String arm : ARMS) {
          for (int seed = 0; seed < 10; seed++) {
            int lookback = 1 + (int) Math.round(Math.log(size) + 20);
            double value = size * (1 + random.nextDouble());
            all.add(observation("air-quality", "patchtst", lookback, arm, seed, value));
          }
        }
      }
      String text = HeadlineTable.render(Summary.of(all), "MAE", List.of());
      assertFits(text);
      assertThat(text.lines().limit(10)).noneMatch(line -> line.contains(","));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void thePapersWholeGridFitsWithNumbersOfEverySize() {
    List<Observation> all = new ArrayList<>();
    Random random = new Random(3);
    double[] sizes = {1347, 1.3, .35, .074};
    List<String> datasets = List.of("bitcoin", "sp500", "air-quality", "power");
    for (int place = 0; place < 4 * 3 * 6; place++) {
      String network = List.of("rnn", "lstm", "patchtst").get(place / 6 % 3);
      int lookback = List.of(1, 3, 7, 14, 30, 60).get(place % 6);
      for (String arm : ARMS) {
        // A tenfold spread, as where single seeds go astray: intervals as wide as their means.
        for (int seed = 0; seed < 10; seed++) {
          double value = sizes[place / 18] * (seed == 3 ? 10 : 1 + random.nextDouble());
          all.add(observation(datasets.get(place / 18), network, lookback, arm, seed, value));
        }
      }
    }
    String text = HeadlineTable.render(Summary.of(all), "MAE", List.of());
    assertFits(text);
    assertThat(text.lines().takeWhile(line -> !line.isEmpty())).hasSize(2 + 72);
    assertThat(text.lines().filter(line -> line.startsWith("data set"))).hasSize(2);
  }

  @Test
  void armsMoveBelowWhereLongNamesLeaveNoRoom() {
    List<Observation> all = arms("river-level-upstream-of-the-old-mill", "patchtst", 10, .1, .05);
    String text = HeadlineTable.render(Summary.of(all), "MAE", List.of());
    assertFits(text);
    assertThat(text.lines().filter(line -> line.startsWith("data set"))).hasSize(4);
    assertThat(text).containsOnlyOnce("+- 0.0022*");
  }

  @Test
  void moreThanFourArmsStandInTablesBelowEachOther() {
    List<Observation> all = new ArrayList<>(arms("sp500", "rnn", 4, .1, .05));
    all.add(observation("sp500", "rnn", 7, "last-value", 42, .3));
    String text = HeadlineTable.render(Summary.of(all), "MAE", List.of());
    assertThat(text.lines().filter(line -> line.startsWith("data set"))).hasSize(2);
    assertThat(text).contains("last-value").contains("Mean over 1 to 4 seeds");
    assertFits(text);
  }

  @Test
  void nothingFinishedIsSaid() {
    assertThat(HeadlineTable.render(Summary.of(List.of()), "MAE", List.of()))
        .isEqualTo("No trial is finished, so there is nothing to compare.\n");
  }

  @Test
  void tablesRefuseRowsThatDoNotFit() {
    TextTable table = new TextTable(2, List.of(new Column("a", Align.LEFT)));
    assertThatThrownBy(() -> table.add(List.of("1", "2")))
        .hasMessage("a row has 2 cells, expected 1");
    assertThatThrownBy(() -> new TextTable(0, List.of(new Column("a", Align.LEFT))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TextTable(2, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Later arms are better by a step; seeds shift all arms alike. */
  private static List<Observation> arms(
      String dataset, String architecture, int seeds, double least, double step) {
    List<Observation> all = new ArrayList<>();
    for (int i = 0; i < ARMS.size(); i++) {
      for (int seed = 0; seed < seeds; seed++) {
        double value = least + step * (3 - i) + (step > 0 ? .001 * seed : 0);
        all.add(observation(dataset, architecture, 7, ARMS.get(i), 42 + seed, value));
      }
    }
    return all;
  }

  static void assertFits(String text) {
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(text).isASCII().endsWith("\n");
  }
}
