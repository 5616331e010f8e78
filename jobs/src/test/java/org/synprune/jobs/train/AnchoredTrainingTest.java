package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.synprune.jobs.series.Anchor;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Placement;

/** What a network learns under {@code anchored} holds at any level of the series. */
class AnchoredTrainingTest {

  private static final int ROWS = 600;

  private static Trial trial(Protocol protocol, Architecture architecture, Regulariser arm) {
    TrainingSettings settings =
        new TrainingSettings(6, 64, 3e-3, 32, 0.3, 20, 3, PruningSettings.PAPER);
    return new Trial("sine", protocol, architecture, 7, arm, 42, settings);
  }

  /** The series with a constant added to the target from a row on; the scaler is the same. */
  private static Series shifted(Series series, int from, float by) {
    SeriesInfo info = series.info();
    float[] features = series.features().clone();
    float[] target = series.target().clone();
    double[] raw = series.rawTarget().clone();
    for (int t = from; t < info.rows(); t++) {
      features[2 * t] += by;
      target[t] += by;
      raw[t] += by * info.targetSd();
    }
    SeriesInfo other =
        new SeriesInfo(
            info.dataset(),
            info.protocol(),
            info.features(),
            info.target(),
            info.resolution(),
            info.rows(),
            info.maxLookback(),
            info.trainEnd(),
            info.validationEnd(),
            info.targetMean(),
            info.targetSd(),
            info.sha256(),
            String.format("%064x", Arrays.hashCode(features)),
            false);
    return new Series(other, features, target, raw, series.segment(), series.observed());
  }

  private static TrainedModel trained(Trial trial, Series series) {
    List<TrainedModel> models = new ArrayList<>();
    assertThat(new TrialTrainer(Device.cpu()).train(List.of(trial), series, models::add))
        .allMatch(Completed.class::isInstance);
    return models.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "rnn, NONE",
    "rnn, SYNAPTIC_PRUNING",
    "lstm, NONE",
    "lstm, DROPOUT",
    "patchtst, NONE",
    "patchtst, SYNAPTIC_PRUNING"
  })
  void aConstantAddedToTheWholeSeriesLeavesErrorsAsTheyAre(
      Architecture architecture, Regulariser arm) {
    Series series = TestSeries.sine(ROWS, Protocol.ANCHORED);
    Trial trial = trial(Protocol.ANCHORED, architecture, arm);
    Completed before = trained(trial, series).outcome();
    Completed after = trained(trial, shifted(series, 0, 8)).outcome();
    assertThat(after.score().mae()).isCloseTo(before.score().mae(), within(1e-3));
    assertThat(after.score().rmse()).isCloseTo(before.score().rmse(), within(1e-3));
    for (int i = 0; i < before.epochs().size(); i++) {
      double loss = before.epochs().get(i).trainLoss();
      assertThat(after.epochs().get(i).trainLoss()).isCloseTo(loss, within(1e-3 * loss));
    }
  }

  /** The level never comes back: strict can't know it, anchored needn't. */
  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void aLevelNeverSeenInTrainingCostsAnchoredNothing(Architecture architecture) {
    int jump = (int) (0.80 * ROWS);
    for (Protocol protocol : List.of(Protocol.ANCHORED, Protocol.STRICT)) {
      Series series = TestSeries.sine(ROWS, protocol);
      Series jumps = shifted(series, jump, 8);
      TrainedModel model = trained(trial(protocol, architecture, Regulariser.NONE), series);
      double apart = 0;
      try (Forecaster forecaster =
          new Forecaster(
              model.spec(),
              model.weights(),
              null,
              Anchor.of(series.info()),
              Device.cpu(),
              Placement.HOST)) {
        for (int t = jump + 7; t < ROWS; t++) {
          double before = forecaster.forecast(window(series, t)).mean()[0];
          double after = forecaster.forecast(window(jumps, t)).mean()[0];
          apart = Math.max(apart, Math.abs(after - before - 8));
        }
      }
      if (protocol == Protocol.ANCHORED) {
        assertThat(apart).isLessThan(1e-5);
      } else {
        assertThat(apart).isGreaterThan(1);
      }
    }
  }

  private static float[] window(Series series, int target) {
    return Arrays.copyOfRange(series.features(), (target - 7) * 2, target * 2);
  }

  /** The future changes, and no forecast from what was known before it. */
  @Test
  void theFutureLeavesEarlierForecastsAlone() {
    Series series = TestSeries.sine(ROWS, Protocol.ANCHORED);
    int[] targets = Windows.of(series, 7).test();
    int now = targets[targets.length / 2];
    Trial trial = trial(Protocol.ANCHORED, Architecture.RNN, Regulariser.NONE);
    TrainedModel before = trained(trial, series);
    TrainedModel after = trained(trial, shifted(series, now, 100));
    assertThat(after.weights()).containsExactly(before.weights());
    assertThat(after.outcome().score().mae()).isNotEqualTo(before.outcome().score().mae());
  }

  /** Where a device gathers the windows, training comes to the same. */
  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void aDeviceTrainsToTheSameErrors(Architecture architecture) {
    Series series = TestSeries.sine(ROWS, Protocol.ANCHORED);
    Trial trial = trial(Protocol.ANCHORED, architecture, Regulariser.SYNAPTIC_PRUNING);
    double expected = trained(trial, series).outcome().score().mae();
    Completed device =
        (Completed)
            new TrialTrainer(Device.cpu(), Placement.DEVICE, StackSizes.of(2), new StackLimits())
                .train(List.of(trial), series)
                .get(0);
    assertThat(device.score().mae()).isCloseTo(expected, within(1e-3 * expected));
  }

  /** A network that has learned nothing forecasts about the last known value. */
  @Test
  void errorsAreInRawUnits() {
    Series series = TestSeries.sine(ROWS, Protocol.ANCHORED);
    Completed outcome =
        trained(trial(Protocol.ANCHORED, Architecture.LSTM, Regulariser.NONE), series).outcome();
    assertThat(outcome.score().windows()).isEqualTo(Windows.of(series, 7).test().length);
    assertThat(outcome.score().maeScaled() * series.info().targetSd())
        .isCloseTo(outcome.score().mae(), within(1e-12));
    assertThat(outcome.score().mae()).isLessThan(0.8 * outcome.score().naiveMae());
  }
}
