package org.synprune.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.paper.PaperAnalysis;

/** What rows of results say besides their figures, and which rows can't be. */
class RowsTest {

  private static final OptionalDouble NOTHING = OptionalDouble.empty();

  /** One row of errors per seed, one column per arm. */
  private static List<Observation> seeds(double[][] errors) {
    String[] arms = {"none", "dropout", "synaptic-pruning"};
    List<Observation> observations = new ArrayList<>();
    for (int seed = 0; seed < errors.length; seed++) {
      for (int arm = 0; arm < errors[seed].length; arm++) {
        observations.add(observation("power", "lstm", 7, arms[arm], seed, errors[seed][arm]));
      }
    }
    return observations;
  }

  private static List<String> notes(List<Observation> observations, String family) {
    return Summary.of(observations).tests().stream()
        .filter(row -> row.family().equals(family))
        .map(TestResult::note)
        .toList();
  }

  @Test
  void tiesAreNotedWhereTheyChangeTheStatistic() {
    List<Observation> tied = seeds(new double[][] {{1, 1, 2}, {1, 2, 3}, {1, 3, 2}});
    // sums of ranks 3.5, 6.5, 8: 12 * 10.5 / 36
    assertThat(notes(tied, "friedman/seeds")).containsExactly("corrected for ties, 3.5000 without");
    List<Observation> untied = seeds(new double[][] {{1, 1.5, 2}, {1, 2, 3}, {1, 3, 2}});
    assertThat(notes(untied, "friedman/seeds")).containsExactly("");
    assertThat(notes(untied, "iman-davenport/seeds")).containsExactly("2 and 4 degrees of freedom");
    assertThat(notes(untied, "average-rank/seeds")).containsExactly("", "", "");
    assertThat(notes(untied, "nemenyi/seeds"))
        .containsExactly("critical difference of average ranks at 0.05");
  }

  @Test
  void pairsNoteTheirZerosAndWhatTheyCannotReach() {
    double[][] three = {{1, 1, 2}, {1, 2, 3}, {1, 3, 2}};
    String limit = "too few blocks to reach 0.05: 3 pair(s) take at least 7 blocks";
    assertThat(notes(seeds(three), "wilcoxon/seeds"))
        .containsExactly("1 zero difference(s) dropped; " + limit, limit, limit);
    double[][] six = new double[6][];
    double[][] seven = new double[7][];
    for (int i = 0; i < 7; i++) {
      seven[i] = new double[] {1, 2 + i, 3 + 2 * i};
      six[i % 6] = seven[i];
    }
    assertThat(notes(seeds(six), "wilcoxon/seeds")).containsExactly(limit, limit, limit);
    assertThat(notes(seeds(seven), "wilcoxon/seeds")).containsExactly("", "", "");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6})
  void sixDataSetsAreEnoughToClaimSomething(int count) {
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      observations.add(observation("set" + i, "rnn", 1, "none", 1, 1 + i));
      observations.add(observation("set" + i, "rnn", 1, "dropout", 1, 3 + 4 * i));
    }
    String few =
        count < 6 ? "too few data sets to prove a difference: read it as a description" : "";
    assertThat(notes(observations, "average-rank/datasets")).containsExactly(few, few);
    String limit = "too few blocks to reach 0.05: 1 pair(s) take at least 6 blocks; ";
    assertThat(notes(observations, "wilcoxon/datasets"))
        .containsExactly("differences of logarithms" + (count < 6 ? "; " + limit + few : ""));
  }

  @Test
  void seedsThatDifferAreNotedAndSeedsThatDoNotAreNot() {
    List<Observation> observations = new ArrayList<>();
    for (int lookback : new int[] {1, 7}) {
      for (int seed = 0; seed < 2; seed++) {
        observations.add(observation("power", "rnn", lookback, "none", seed, 1 + seed));
        observations.add(observation("power", "rnn", lookback, "dropout", seed, 2 + seed));
      }
    }
    assertThat(notes(observations, "friedman/lookbacks")).containsExactly("");
    observations.add(observation("power", "rnn", 1, "none", 9, 1));
    assertThat(notes(observations, "friedman/lookbacks"))
        .containsExactly("arms differ in their seeds at 1 lookback(s)");
  }

  @Test
  void aDataSetWithoutACompleteLookbackIsDropped() {
    List<Observation> observations = new ArrayList<>();
    for (String dataset : List.of("bitcoin", "sp500", "power")) {
      boolean complete = !dataset.equals("power");
      observations.add(observation(dataset, "rnn", 1, "none", 1, 1));
      observations.add(observation(dataset, "rnn", complete ? 1 : 7, "dropout", 1, 2));
    }
    assertThat(notes(observations, "average-rank/datasets"))
        .hasSize(2)
        .allMatch(note -> note.startsWith("1 incomplete block(s) dropped; too few data sets"));
    PaperAnalysis.Group power = PaperAnalysis.of(observations).groups().get(2);
    assertThat(power.dataset()).isEqualTo("power");
    assertThat(power.arms()).isEmpty();
    assertThat(power.friedman()).isNull();
  }

  @Test
  void groupsOfThePapersTablesStandByArchitectureFirst() {
    List<Observation> observations = new ArrayList<>();
    for (String dataset : List.of("power", "bitcoin")) {
      for (String architecture : List.of("patchtst", "rnn")) {
        for (int lookback : new int[] {1, 3}) {
          observations.add(observation(dataset, architecture, lookback, "none", 1, 1));
        }
      }
    }
    PaperAnalysis analysis = PaperAnalysis.of(observations);
    assertThat(analysis.groups())
        .extracting(group -> group.architecture() + "/" + group.dataset())
        .containsExactly("rnn/bitcoin", "rnn/power", "patchtst/bitcoin", "patchtst/power");
    assertThat(analysis.groups())
        .allMatch(group -> group.friedman() == null && group.arms().size() == 1);
    assertThat(Summary.of(observations).arms()).containsExactly(Arm.NONE);
  }

  @Test
  void rowsThatCannotBeAreRefused() {
    assertThat(row(0, OptionalDouble.of(1), OptionalDouble.of(0)).blocks()).isZero();
    assertThat(row(1, OptionalDouble.of(1), OptionalDouble.of(1)).p()).hasValue(1);
    assertThatThrownBy(() -> row(-1, OptionalDouble.of(1), NOTHING))
        .hasMessage("blocks is -1, expected at least 0");
    assertThatThrownBy(() -> row(1, NOTHING, NOTHING))
        .hasMessage("a result without a statistic needs a note that says why");
    for (double p : new double[] {-.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> row(1, OptionalDouble.of(1), OptionalDouble.of(p)))
          .hasMessage("p is " + p);
    }
    OptionalDouble bad = OptionalDouble.of(Double.POSITIVE_INFINITY);
    OptionalDouble good = OptionalDouble.of(.5);
    assertThatThrownBy(() -> row(good, bad, good, good)).hasMessage("df is Infinity");
    assertThatThrownBy(() -> row(good, good, bad, good)).hasMessage("pAdjusted is Infinity");
    assertThatThrownBy(() -> row(good, good, good, bad)).hasMessage("effectSize is Infinity");
    assertThatThrownBy(() -> cell(0)).hasMessage("n is 0, expected at least 1");
    assertThatThrownBy(() -> cell(2)).hasMessage("sd and interval of a mean of 2 must be present");
    assertThatThrownBy(() -> observation("a", "", 1, "c", 1, 1))
        .hasMessage("architecture is '', expected one of rnn, lstm, patchtst");
    assertThatThrownBy(() -> observation("a", "rnn", 1, "c/d", 1, 1))
        .hasMessageStartingWith("arm is 'c/d'");
  }

  private static Cell cell(int n) {
    return new Cell(
        Observations.place("a", "rnn", 1), new Arm("c"), n, 1, NOTHING, NOTHING, NOTHING, NOTHING);
  }

  private static TestResult row(int blocks, OptionalDouble statistic, OptionalDouble p) {
    return new TestResult(
        TestKind.WILCOXON,
        BlockUnit.SEEDS,
        Observations.scope("x", "rnn", 1),
        blocks,
        List.of(new Arm("a"), new Arm("b")),
        statistic,
        NOTHING,
        p,
        NOTHING,
        NOTHING,
        "");
  }

  private static TestResult row(
      OptionalDouble statistic,
      OptionalDouble df,
      OptionalDouble adjusted,
      OptionalDouble effectSize) {
    return new TestResult(
        TestKind.WILCOXON,
        BlockUnit.SEEDS,
        Observations.scope("x", "rnn", 1),
        1,
        List.of(new Arm("a"), new Arm("b")),
        statistic,
        df,
        NOTHING,
        adjusted,
        effectSize,
        "");
  }
}
