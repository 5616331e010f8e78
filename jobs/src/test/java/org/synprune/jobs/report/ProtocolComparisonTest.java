package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.report.ProtocolComparison.Side;

class ProtocolComparisonTest {

  private static final List<NaiveForecast> NAIVE =
      List.of(new NaiveForecast("sp500", 7, 1, 1.5), new NaiveForecast("bitcoin", 7, 1, 900));

  private static Summary summary(
      Protocol protocol, double none, double pruning, double bitcoinPruning) {
    List<Observation> all = new ArrayList<>();
    for (long seed = 1; seed <= 2; seed++) {
      double noise = seed == 1 ? -0.01 : 0.01;
      all.add(observation("sp500", "rnn", 7, "none", seed, none + noise));
      all.add(observation("sp500", "rnn", 7, "synaptic-pruning", seed, pruning + noise));
      all.add(observation("bitcoin", "rnn", 7, "none", seed, 1000 + noise));
      all.add(observation("bitcoin", "rnn", 7, "synaptic-pruning", seed, bitcoinPruning));
    }
    return Summary.of(
        all.stream()
            .map(
                one ->
                    new Observation(
                        one.place().under(protocol), one.arm(), one.seed(), one.value()))
            .toList());
  }

  @Test
  void showsHowErrorsPlacesAndWinnersMove() {
    String text =
        ProtocolComparison.render(
            List.of(
                new Side(Protocol.STRICT, summary(Protocol.STRICT, 2, 3, 1200), NAIVE, List.of()),
                new Side(
                    Protocol.PAPER, summary(Protocol.PAPER, 1.2, 1.1, 1200), NAIVE, List.of())));
    assertThat(text.lines().filter(line -> line.startsWith("sp500")))
        .extracting(line -> line.replaceAll(" +", " "))
        .containsExactly(
            "sp500 rnn 7 strict 1.500 2.000 (1) 3.000 (2)",
            "sp500 rnn 7 paper 1.500 1.200 (2) 1.100 (1)");
    String prose = text.replace('\n', ' ');
    assertThat(prose)
        .contains("Protocol 'strict': average ranks are none 1.00, synaptic-pruning 2.00; 0 of 4")
        .contains("Protocol 'paper': average ranks are none 1.50, synaptic-pruning 1.50; 2 of 4")
        .contains("The best arm differs between the protocols in 1 of 2 rows.");
    HeadlineTableTest.assertFits(text);
  }

  @Test
  void aTableOfErrorsSaysWhatDoesNotBeatTheNaiveForecast() {
    String note = NaiveNote.render(summary(Protocol.STRICT, 1.2, 3, 800), NAIVE).replace('\n', ' ');
    assertThat(note)
        .contains("sp500/7 1.5", "bitcoin/7 900")
        .contains("2 of 4 cells beat it")
        .doesNotContain("easonal", "idge");
  }

  /** Each is told where it was measured. */
  @Test
  void otherForecastsThatCostNothingAreToldBesideIt() {
    List<NaiveForecast> naive =
        List.of(
            new NaiveForecast("sp500", 7, 1, 1.5, null, 1.1),
            new NaiveForecast("bitcoin", 7, 1, 900, 1001.0, 700.0));
    Summary summary = summary(Protocol.STRICT, 1.2, 3, 800);
    String note = NaiveNote.render(summary, naive).replace('\n', ' ');
    assertThat(note)
        .contains("The naive forecast (the last known value) has MAE sp500/7 1.500, bitcoin/7")
        .contains(
            "900.0. 2 of 4 cells beat it on average. The seasonal naive forecast (the value one")
        .contains("season before) has MAE bitcoin/7 1001. 2 of 2 cells beat it on average. Ridge")
        .contains("on the window has MAE sp500/7 1.100, bitcoin/7 700.0. 0 of 4 cells beat it");
    String text =
        ProtocolComparison.render(
            List.of(
                new Side(Protocol.STRICT, summary, NAIVE, List.of()),
                new Side(
                    Protocol.ANCHORED, summary(Protocol.ANCHORED, 1.2, 3, 1100), naive, List.of()),
                new Side(Protocol.PAPER, summary(Protocol.PAPER, 1.2, 3, 800), NAIVE, List.of())));
    assertThat(text.lines().filter(line -> line.startsWith("bitcoin")))
        .extracting(line -> line.replaceAll(" +", " "))
        .contains(
            "bitcoin rnn 7 strict 900.0 - - 1000 (2) 800.0 (1)",
            "bitcoin rnn 7 anchored 900.0 1001 700.0 1000 (1) 1100 (2)");
    assertThat(text.replace('\n', ' '))
        .contains("The best arm differs between the protocols in 1 of 2 rows.");
    HeadlineTableTest.assertFits(text);
  }
}
