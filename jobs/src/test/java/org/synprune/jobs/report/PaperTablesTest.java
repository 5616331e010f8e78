package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.paper.PublishedResults;

/** The analysis of the published results as it is printed. */
class PaperTablesTest {

  @Test
  void printsTablesTwoToFour() {
    String text = PaperTables.render(PaperAnalysis.of(PublishedResults.observations()));
    HeadlineTableTest.assertFits(text);
    assertThat(text.lines().map(line -> line.strip().replaceAll(" +", " ")))
        .contains(
            "bitcoin none 0.3296 0.0346 [0.2933, 0.3659] 15.80 0.001246",
            "mc-dropout 0.1535 0.0082 [0.1449, 0.1621]",
            "power none 0.0814 0.0022 [0.0791, 0.0836] 11.60 0.008887",
            "sp500 1 none 0.3952 0.1086 0.003071 2.67",
            "sp500 1 none - 0.2188 0.0312 0.0625",
            "4 synaptic-pruning 16.8684 2.2254 1.83",
            "4 synaptic-pruning 0.0625 0.0312 0.4375 -",
            "patchtst power 6 18.00 0.000440 1.000 0.0312 0.1875")
        .anySatisfy(line -> assertThat(line).contains("0 of 72 pairs"))
        .anySatisfy(line -> assertThat(line).contains("12 rows have too few"));
  }

  @Test
  void oneArmHasNoPairs() {
    List<Observation> alone = new ArrayList<>();
    for (int lookback : List.of(1, 3, 7)) {
      alone.add(observation("bitcoin", "rnn", lookback, "none", 1, lookback));
    }
    assertThat(PaperTables.render(PaperAnalysis.of(alone)))
        .contains("There are no pairs of arms to compare.")
        .doesNotContain("0 of 0", "differ");
  }

  @Test
  void armsThatAreEqualEverywhereAreNotSaidToDiffer() {
    List<Observation> equal = new ArrayList<>();
    for (int lookback : List.of(1, 3, 7)) {
      for (String arm : List.of("none", "dropout", "mc-dropout", "synaptic-pruning")) {
        equal.add(observation("bitcoin", "rnn", lookback, arm, 1, .3));
      }
    }
    assertThat(PaperTables.render(PaperAnalysis.of(equal)).replace('\n', ' '))
        .contains("Friedman's test finds no difference between the arms of any row")
        .doesNotContain("arms differ,");
  }

  @Test
  void saysWhatIsNotTested() {
    String text =
        PaperTables.render(
            PaperAnalysis.of(
                List.of(
                    observation("bitcoin", "rnn", 7, "none", 1, 2),
                    observation("bitcoin", "patchtst", 7, "none", 1, 2),
                    observation("bitcoin", "patchtst", 7, "dropout", 1, 3))));
    HeadlineTableTest.assertFits(text);
    assertThat(text.replace('\n', ' '))
        .contains(
            "bitcoin/rnn: no test: 1 complete block(s) of 1 arm(s), expected at least 2 blocks of 2 arms")
        .contains("bitcoin/patchtst: no test")
        .doesNotContain("NaN");
  }
}
