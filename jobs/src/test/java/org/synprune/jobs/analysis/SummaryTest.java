package org.synprune.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.stats.Holm;

/** From observations to cells and tests: designs, dropped blocks, and what isn't tested. */
class SummaryTest {

  private static final List<String> ARMS =
      List.of("none", "dropout", "mc-dropout", "synaptic-pruning");

  @Test
  void cellsStandInThePapersOrderWithTheirChange() {
    Summary summary = Summary.of(grid(10));
    assertThat(summary.cells()).hasSize(2 * 2 * 2 * 4);
    Cell first = summary.cells().get(0);
    assertThat(
            List.of(first.place().dataset(), first.place().architecture().id(), first.arm().name()))
        .containsExactly("bitcoin", "rnn", "none");
    assertThat(first.relativeToNone()).hasValue(0);
    assertThat(summary.cells().get(3).arm()).isEqualTo(Arm.SYNAPTIC_PRUNING);
    double none = first.mean();
    Cell dropout = summary.cells().get(1);
    assertThat(dropout.n()).isEqualTo(10);
    assertThat(dropout.relativeToNone()).hasValueCloseTo(dropout.mean() / none - 1, within(1e-12));
    assertThat(dropout.halfWidth())
        .hasValueCloseTo(
            dropout.sd().orElseThrow() * 2.2621571627409915 / Math.sqrt(10), within(1e-9));
  }

  @Test
  void theOrderOfObservationsDoesNotMatter() {
    List<Observation> shuffled = new ArrayList<>(grid(5));
    Collections.shuffle(shuffled, new Random(3));
    assertThat(Summary.of(shuffled)).isEqualTo(Summary.of(grid(5)));
  }

  @Test
  void variantsAreTestedEachByItself() {
    List<Observation> both = new ArrayList<>();
    for (String variant : List.of("hidden=8", "hidden=64")) {
      for (Observation one : grid(10)) {
        Place place = one.place();
        both.add(
            new Observation(
                new Place(
                    place.dataset(),
                    place.protocol(),
                    place.architecture(),
                    place.lookback(),
                    Variant.parse(variant)),
                one.arm(),
                one.seed(),
                // Other numbers, so that a mix of both would be seen.
                variant.equals("hidden=8") ? one.value() : 3 * one.value() + one.seed()));
      }
    }
    Summary plain = Summary.of(grid(10));
    Summary varied = Summary.of(both);
    assertThat(varied.cells()).hasSize(2 * plain.cells().size());
    assertThat(varied.tests()).hasSize(2 * plain.tests().size());
    for (TestResult test : plain.tests()) {
      TestResult same =
          varied.tests().stream()
              .filter(one -> one.family().equals(test.family()))
              .filter(one -> one.treatments().equals(test.treatments()))
              .filter(one -> one.scope().text().equals(test.scope().text() + "/hidden=8"))
              .findFirst()
              .orElseThrow();
      assertThat(same.statistic()).as(same.scope().text()).isEqualTo(test.statistic());
      assertThat(same.pAdjusted()).isEqualTo(test.pAdjusted());
    }
  }

  @Test
  void everyUnitIsTested() {
    Summary summary = Summary.of(grid(10));
    TestResult seeds = one(summary, "friedman/seeds", "sp500/lstm/7");
    assertThat(seeds.blocks()).isEqualTo(10);
    assertThat(seeds.treatments()).extracting(Arm::name).isEqualTo(ARMS);
    assertThat(seeds.df()).hasValue(3);
    TestResult datasets = one(summary, "friedman/datasets", "lstm");
    assertThat(datasets.blocks()).isEqualTo(2);
    assertThat(datasets.note()).contains("read it as a description");
    TestResult tasks = one(summary, "friedman/tasks", "all");
    assertThat(tasks.blocks()).isEqualTo(4);
    assertThat(tasks.note()).contains("aren't independent");
    assertThat(all(summary, "wilcoxon/lookbacks", "sp500/rnn")).hasSize(6);
    assertThat(all(summary, "average-rank/lookbacks", "sp500/rnn"))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.treatments()).hasSize(1));
    assertThat(one(summary, "nemenyi/seeds", "sp500/lstm/7").statistic())
        .hasValueCloseTo(1.4832, within(5e-5));
    assertThat(summary.tests()).noneMatch(row -> row.pAdjusted().isPresent() && row.p().isEmpty());
  }

  @Test
  void holmGoesOverThePairsOfOneScope() {
    List<TestResult> pairs = all(Summary.of(grid(10)), "wilcoxon/seeds", "bitcoin/rnn/1");
    double[] p = pairs.stream().mapToDouble(row -> row.p().orElseThrow()).toArray();
    double[] adjusted = pairs.stream().mapToDouble(row -> row.pAdjusted().orElseThrow()).toArray();
    assertThat(adjusted).containsExactly(Holm.adjust(p));
  }

  @Test
  void incompleteBlocksAreDroppedAndCounted() {
    List<Observation> some = new ArrayList<>(grid(4));
    some.removeIf(
        one ->
            one.place().equals(Observations.place("bitcoin", "rnn", 1))
                && one.arm().name().equals("dropout")
                && one.seed() == 44);
    Summary summary = Summary.of(some);
    TestResult seeds = one(summary, "friedman/seeds", "bitcoin/rnn/1");
    assertThat(seeds.blocks()).isEqualTo(3);
    assertThat(seeds.note()).contains("1 incomplete block(s) dropped");
    assertThat(one(summary, "friedman/lookbacks", "bitcoin/rnn").note())
        .contains("arms differ in their seeds at 1 lookback(s)");
  }

  @Test
  void tooLittleIsSaidToBeUntested() {
    Summary summary =
        Summary.of(
            List.of(
                observation("bitcoin", "rnn", 7, "dropout", 1, 2),
                observation("bitcoin", "rnn", 7, "synaptic-pruning", 1, 3)));
    assertThat(summary.tests()).hasSize(3);
    assertThat(summary.tests())
        .allSatisfy(
            row -> {
              assertThat(row.p()).isEmpty();
              assertThat(row.note())
                  .startsWith(
                      "no test: 1 complete block(s) of 2 arm(s), expected at least 2 blocks of 2 arms");
            });
    Cell cell = summary.cells().get(0);
    assertThat(cell.sd()).isEmpty();
    assertThat(cell.halfWidth()).isEmpty();
    assertThat(cell.relativeToNone()).isEmpty();
    assertThat(Summary.of(List.of())).isEqualTo(new Summary(List.of(), List.of()));
  }

  @Test
  void errorsOfZeroHaveNoLogarithm() {
    List<Observation> zero = new ArrayList<>();
    for (String dataset : List.of("bitcoin", "sp500")) {
      for (String arm : ARMS) {
        zero.add(observation(dataset, "rnn", 1, arm, 1, arm.equals("none") ? 0 : 1));
      }
    }
    Summary summary = Summary.of(zero);
    assertThat(one(summary, "wilcoxon/datasets", "rnn").note()).contains("no logarithm");
    assertThat(summary.cells()).allMatch(cell -> cell.relativeToNone().isEmpty());
  }

  @Test
  void agreementOfAllBlocksHasAProbabilityButNoF() {
    List<Observation> same = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      for (int i = 0; i < 4; i++) {
        same.add(observation("bitcoin", "rnn", 1, ARMS.get(i), seed, i + seed * .1));
      }
    }
    TestResult f = one(Summary.of(same), "iman-davenport/seeds", "bitcoin/rnn/1");
    assertThat(f.statistic()).isEmpty();
    assertThat(f.p()).hasValueCloseTo(1 / 576.0, within(1e-15));
    assertThat(f.note()).contains("unbounded");
  }

  @Test
  void refusesTwinsAndNonsense() {
    Observation one = observation("bitcoin", "rnn", 1, "none", 42, 1);
    assertThatThrownBy(() -> Summary.of(List.of(one, one)))
        .hasMessage("bitcoin/strict/rnn/1/none, seed 42 occurs twice");
    assertThatThrownBy(() -> observation("bitcoin", "rnn", 1, "none", 42, Double.NaN))
        .hasMessageContaining("is NaN, expected a finite number");
    assertThatThrownBy(() -> observation("a/b", "rnn", 1, "none", 42, 1))
        .hasMessageContaining("dataset is 'a/b'");
    assertThatThrownBy(() -> observation("bitcoin", "rnn", 0, "none", 42, 1))
        .hasMessage("lookback is 0, expected 1 row or more");
    assertThatThrownBy(
            () ->
                new TestResult(
                    TestKind.FRIEDMAN,
                    BlockUnit.SEEDS,
                    Observations.scope("x", "rnn", 1),
                    2,
                    ARMS.stream().map(Arm::new).toList(),
                    OptionalDouble.of(Double.NaN),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    ""))
        .hasMessage("statistic is NaN");
  }

  @Test
  void paperAnalysisOfOneLookbackHasNoTest() {
    List<Observation> one = grid(2).stream().filter(o -> o.place().lookback() == 7).toList();
    PaperAnalysis.Group group = PaperAnalysis.of(one).groups().get(0);
    assertThat(group.architecture()).isEqualTo(Architecture.RNN);
    assertThat(group.dataset()).isEqualTo("bitcoin");
    assertThat(group.friedman()).isNull();
    assertThat(group.pairs()).isEmpty();
    assertThat(group.note()).startsWith("no test");
    assertThat(group.arms()).hasSize(4);
    assertThat(group.arms().get(0).sample().sd()).isEmpty();
  }

  /** Two data sets, architectures and lookbacks, four arms. */
  private static List<Observation> grid(int seeds) {
    Random random = new Random(11);
    List<Observation> all = new ArrayList<>();
    for (String dataset : List.of("sp500", "bitcoin")) {
      for (String architecture : List.of("lstm", "rnn")) {
        for (int lookback : List.of(7, 1)) {
          for (int i = 0; i < ARMS.size(); i++) {
            for (int seed = 42; seed < 42 + seeds; seed++) {
              double value = 1 + .1 * i + .2 * random.nextDouble();
              all.add(observation(dataset, architecture, lookback, ARMS.get(i), seed, value));
            }
          }
        }
      }
    }
    return all;
  }

  private static List<TestResult> all(Summary summary, String family, String scope) {
    return summary.tests().stream()
        .filter(row -> row.family().equals(family) && row.scope().text().equals(scope))
        .toList();
  }

  private static TestResult one(Summary summary, String family, String scope) {
    List<TestResult> rows = all(summary, family, scope);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
