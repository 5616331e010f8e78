package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.analysis.Observations.place;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Measure;
import org.synprune.jobs.analysis.Night;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.analysis.NightComparison.Tolerance;
import org.synprune.jobs.grid.Arm;

class NightReportTest {

  private static Night night(String run, int seeds, double none, double pruning, double seconds) {
    Map<String, Night.Result> results = new HashMap<>();
    for (int seed = 0; seed < seeds; seed++) {
      double spread = 1 + 0.01 * seed;
      results.put(
          "none" + seed,
          new Night.Result(
              new Measure.Mae(place("sp500", "rnn", 7), new Arm("none")), none * spread, seconds));
      results.put(
          "pruning" + seed,
          new Night.Result(
              new Measure.Mae(place("sp500", "rnn", 7), new Arm("synaptic-pruning")),
              pruning * spread,
              seconds));
    }
    return Night.of(run, results);
  }

  private static String compared(Night tonight, Night... earlier) {
    return NightReport.render(
        NightComparison.of(tonight, List.of(earlier), new Tolerance(0.01, 0.25)));
  }

  @Test
  void saysWhatGotWorseAndEndsWithTheVerdict() {
    String text =
        compared(night("c", 8, 1, 2.4, 3), night("b", 8, 1, 2, 1), night("a", 8, 1, 2, 1));
    assertThat(text.lines())
        .containsExactly(
            "compared   2 cells (16 trials) with the median of 2 earlier nights: b, a",
            "errors     8 of 16 trials differ from their median",
            "throughput 0.3333 trials per second of training and evaluation; median night",
            "           1.000 (ratio 0.33)",
            // 8 signs alike: 2 / 2^8, times 2 cells.
            "worse      sp500 rnn 7 synaptic-pruning (strict): MAE 2.484, before 2.070;",
            "           median ratio 1.200, p = 0.016",
            "worse      throughput",
            "verdict    regression: 1 of 2 cells with larger errors, lower throughput");
  }

  @Test
  void saysWhichCellsNoEarlierNightHas() {
    Night tonight = night("b", 8, 1, 2, 1);
    Map<String, Night.Result> results = new HashMap<>(tonight.results());
    for (String network : List.of("rnn", "lstm")) {
      results.put(
          "new " + network,
          new Night.Result(new Measure.Mae(place("sp500", network, 7), new Arm("prune-90")), 9, 1));
    }
    NightComparison comparison =
        NightComparison.of(
            Night.of("b", results), List.of(night("a", 8, 1, 2, 1)), new Tolerance(0.01, 0.25));
    assertThat(comparison.uncompared()).hasSize(2);
    assertThat(NightReport.render(comparison).lines())
        .contains(
            "new        2 cells are not compared, as no earlier night has their arm, settings",
            "           or data: prune-90 (2)")
        .endsWith("verdict    fine");
    assertThat(NightComparison.of(Night.of("b", results), List.of(), new Tolerance(0, 0)))
        .extracting(NightComparison::uncompared)
        .as("a first night")
        .isEqualTo(List.of());
  }

  @Test
  void aFineNightIsShort() {
    assertThat(compared(night("b", 8, 1, 2, 1), night("a", 8, 1, 2, 1)).lines())
        .containsExactly(
            "compared   2 cells (16 trials) with the median of 1 earlier night: a",
            "errors     all trials equal their median to the last bit",
            "throughput 1.000 trials per second of training and evaluation; median night",
            "           1.000 (ratio 1.00)",
            "verdict    fine");
  }

  @Test
  void saysWhatItCouldNotHaveTold() {
    assertThat(compared(night("b", 6, 9, 9, 1), night("a", 6, 1, 2, 1)))
        .contains("6 seeds are too few to find a worse cell: testing 2 cells takes at")
        .contains("           least 7 seeds\n")
        .endsWith("verdict    fine\n");
    assertThat(compared(night("a", 8, 1, 2, 1))).contains("fine: no earlier night");
  }
}
