package org.synprune.jobs.sweep.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.SeriesInfo;

class CostModelTest {

  private static final double NANO = 1e-9;

  /** A series of which the first 60% are train rows and the last 20% test rows. */
  private static SeriesInfo series(Protocol protocol, int rows, int features) {
    List<String> names = IntStream.range(0, features).mapToObj(i -> "f" + i).toList();
    boolean strict = protocol == Protocol.STRICT;
    return new SeriesInfo(
        "made-up",
        protocol,
        names,
        "f0",
        "1h",
        rows,
        60,
        strict ? rows * 6 / 10 : rows,
        strict ? rows * 8 / 10 : rows,
        0,
        1,
        "hash",
        "id",
        false);
  }

  private static TrainingSettings settings(int epochs, int hidden, int mcPasses) {
    return new TrainingSettings(epochs, 64, 1e-3, hidden, 0.3, mcPasses, 3, PruningSettings.PAPER);
  }

  private static double seconds(
      Architecture architecture,
      int lookback,
      Regulariser regulariser,
      TrainingSettings settings,
      SeriesInfo info) {
    Trial trial =
        new Trial("made-up", info.protocol(), architecture, lookback, regulariser, 42, settings);
    return CostModel.cost(trial, info) * NANO;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void costsGrowWithWhatThereIsToDo(Architecture network) {
    SeriesInfo info = series(Protocol.STRICT, 20_000, 10);
    TrainingSettings paper = settings(20, 64, 20);
    double cost = seconds(network, 30, Regulariser.NONE, paper, info);
    assertThat(seconds(network, 60, Regulariser.NONE, paper, info)).isGreaterThan(1.1 * cost);
    assertThat(seconds(network, 30, Regulariser.NONE, paper, series(Protocol.STRICT, 20_000, 300)))
        .isGreaterThan(1.1 * cost);
    assertThat(seconds(network, 30, Regulariser.NONE, settings(20, 128, 20), info))
        .isGreaterThan(1.8 * cost);
    assertThat(
            seconds(network, 30, Regulariser.NONE, paper, series(Protocol.STRICT, 2_000_000, 10)))
        .isCloseTo(100 * cost, within(cost));
    assertThat(seconds(network, 30, Regulariser.NONE, settings(40, 64, 20), info))
        .isBetween(1.9 * cost, 2 * cost);
  }

  @ParameterizedTest
  @CsvSource({"rnn, 1.0, 1.1", "lstm, 1.0, 1.1", "patchtst, 1.4, 2.5"})
  void onlyATransformerRepeatsTheWholeForecastForMonteCarloDropout(
      Architecture network, double least, double most) {
    SeriesInfo info = series(Protocol.STRICT, 20_000, 10);
    double dropout = seconds(network, 30, Regulariser.DROPOUT, settings(20, 64, 20), info);
    assertThat(seconds(network, 30, Regulariser.MC_DROPOUT, settings(20, 64, 1), info))
        .isEqualTo(dropout);
    assertThat(seconds(network, 30, Regulariser.MC_DROPOUT, settings(20, 64, 20), info))
        .isBetween(least * dropout, most * dropout)
        .isGreaterThan(dropout);
  }

  @Test
  void theProtocolsTrainOnTheirOwnShareOfTheRows() {
    TrainingSettings paper = settings(20, 64, 20);
    double strict =
        seconds(Architecture.LSTM, 7, Regulariser.NONE, paper, series(Protocol.STRICT, 20_000, 10));
    double whole =
        seconds(Architecture.LSTM, 7, Regulariser.NONE, paper, series(Protocol.PAPER, 20_000, 10));
    assertThat(whole).isCloseTo(strict * 0.8 / 0.6, within(0.1 * strict));
  }

  @ParameterizedTest
  @CsvSource({"rnn, 0.5, 2", "lstm, 2, 8", "patchtst, 3, 12"})
  void aBatchTakesMilliseconds(Architecture network, double least, double most) {
    SeriesInfo info = series(Protocol.STRICT, 100_000, 25);
    double batches = 20 * 60_000 / 64.0;
    double millis =
        1e3 * seconds(network, 60, Regulariser.NONE, settings(20, 64, 20), info) / batches;
    assertThat(millis).isBetween(least, most);
  }
}
