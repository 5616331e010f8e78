package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.paper.PaperAnalysis;

class BesidePublishedTest {

  private static List<Observation> observations(String dataset, double[][] byLookback) {
    List<Observation> all = new ArrayList<>();
    String[] arms = {"none", "dropout", "mc-dropout", "synaptic-pruning"};
    for (int i = 0; i < byLookback.length; i++) {
      for (int j = 0; j < arms.length; j++) {
        all.add(observation(dataset, "rnn", i + 1, arms[j], 1, byLookback[i][j]));
      }
    }
    return all;
  }

  @Test
  void bothSidesHaveTheirMeansAndTests() {
    double[][] ours = {{1, 2, 3, 4}, {2, 3, 4, 5}, {3, 4, 5, 6}};
    double[][] paper = {{.4, .3, .2, .1}, {.1, .2, .3, .4}, {.4, .3, .2, .1}};
    String text =
        BesidePublished.render(
            PaperAnalysis.of(observations("sp500", ours)),
            PaperAnalysis.of(observations("sp500", paper)));
    List<String> lines = text.lines().toList();
    assertThat(lines).allMatch(line -> line.length() <= TextTable.WIDTH);
    // Three blocks in one order: chi2 = 3 (4 - 1) = 9, p = 0.0293. Two against one: a ninth of it.
    assertThat(lines.stream().map(line -> line.strip().replaceAll(" +", " ")))
        .contains(
            "sp500 rnn none 2.0000 0.3000",
            "synaptic-pruning 5.0000 0.2000",
            "sp500 rnn 9.00 0.0293 1.00 0.8013");
  }

  @Test
  void whatOnlyOneSideHasIsLeftOut() {
    double[][] errors = {{1, 2, 3, 4}, {2, 3, 4, 5}, {3, 4, 5, 6}};
    assertThat(
            BesidePublished.render(
                PaperAnalysis.of(observations("sp500", errors)),
                PaperAnalysis.of(observations("power", errors))))
        .isEqualTo("The run and the published results have no data set and network in common.\n");
  }
}
