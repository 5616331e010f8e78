package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.series.Anchor;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.Forecaster.Forecasts;
import org.synprune.jobs.train.Forecaster.Stochastic;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Placement;

/** What a trained network forecasts elsewhere is what its trial was scored by, bit for bit. */
class ForecasterTest {

  private static final Set<Regulariser> DENSE =
      EnumSet.of(
          Regulariser.NONE,
          Regulariser.DROPOUT,
          Regulariser.MC_DROPOUT,
          Regulariser.VARIATIONAL_DROPOUT,
          Regulariser.CONCRETE_DROPOUT);

  /** A whole batch and 3 windows, which the engine would treat apart, make the test split. */
  private static final int ROWS = 1300;

  private static Trial trial(
      Protocol protocol, Architecture architecture, int lookback, int hidden, Regulariser arm) {
    TrainingSettings settings =
        new TrainingSettings(4, 64, 1e-3, hidden, 0.3, 20, 3, PruningSettings.PAPER);
    return new Trial("sine", protocol, architecture, lookback, arm, 42, settings);
  }

  private static float[] window(Series series, int lookback, int target) {
    int width = series.width();
    return Arrays.copyOfRange(series.features(), (target - lookback) * width, target * width);
  }

  private static float[] joined(Series series, int lookback, List<Integer> targets) {
    float[] all = new float[targets.size() * lookback * series.width()];
    for (int i = 0; i < targets.size(); i++) {
      float[] one = window(series, lookback, targets.get(i));
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  static @Nullable Stochastic stochastic(Trial trial) {
    return trial.regulariser() == Regulariser.MC_DROPOUT
        ? new Stochastic(trial.settings().dropoutRate(), trial.seed(), trial.scoredPasses())
        : null;
  }

  /** The mean absolute error in raw units, added up in the order of the rows. */
  private static double mae(Series series, int[] targets, Map<Integer, Double> forecasts) {
    double sum = 0;
    for (int t : targets) {
      double raw = forecasts.get(t) * series.info().targetSd() + series.info().targetMean();
      sum += Math.abs(raw - series.rawTarget()[t]);
    }
    return sum / targets.length;
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT, rnn, 1, 32",
    "STRICT, rnn, 7, 64",
    "STRICT, rnn, 60, 64",
    "STRICT, lstm, 1, 32",
    "STRICT, lstm, 7, 64",
    "STRICT, lstm, 60, 64",
    "STRICT, patchtst, 1, 32",
    "STRICT, patchtst, 7, 64",
    "STRICT, patchtst, 60, 64",
    "PAPER, rnn, 7, 32",
    "PAPER, lstm, 14, 64",
    "PAPER, patchtst, 14, 32",
    "STRICT, rnn, 7, 20",
    "STRICT, lstm, 7, 20",
    "STRICT, rnn, 14, 7",
    "STRICT, lstm, 14, 7",
    "ANCHORED, rnn, 7, 64",
    "ANCHORED, lstm, 7, 20",
    "ANCHORED, patchtst, 7, 64",
    "ANCHORED, patchtst, 14, 32"
  })
  void aWindowsForecastIsTheTrialsWhateverIsBesideIt(
      Protocol protocol, Architecture architecture, int lookback, int hidden) {
    boolean slow = lookback == 60 || architecture.equals(Architecture.PATCHTST);
    int rows = slow ? 500 : ROWS;
    Series series = TestSeries.sine(rows, protocol);
    int[] targets = Windows.of(series, lookback).test();
    List<Trial> trials = new ArrayList<>();
    for (Regulariser arm : Regulariser.values()) {
      trials.add(trial(protocol, architecture, lookback, hidden, arm));
    }
    Map<Trial, TrainedModel> models = new HashMap<>();
    List<TrialOutcome> outcomes =
        new TrialTrainer(Device.cpu())
            .train(trials, series, model -> models.put(model.outcome().trial(), model));
    List<Integer> shuffled = new ArrayList<>();
    Arrays.stream(targets).forEach(shuffled::add);
    for (int i = 0; i < trials.size(); i++) {
      Trial trial = trials.get(i);
      double expected = ((Completed) outcomes.get(i)).score().mae();
      TrainedModel model = models.get(trial);
      try (Forecaster forecaster =
          new Forecaster(
              model.spec(),
              model.weights(),
              stochastic(trial),
              Anchor.of(series.info()),
              Device.cpu(),
              Placement.HOST)) {
        for (int batch : new int[] {1, 7, 64, 1000}) {
          Collections.shuffle(shuffled, new Random(batch));
          // One by one, the first few tell all: they have to agree with the others' forecasts.
          int most = batch == 1 ? 5 : shuffled.size();
          Map<Integer, Double> forecasts = new HashMap<>();
          for (int from = 0; from < most; from += batch) {
            List<Integer> some = shuffled.subList(from, Math.min(most, from + batch));
            Forecasts made = forecaster.forecast(joined(series, lookback, some));
            for (int j = 0; j < some.size(); j++) {
              forecasts.put(some.get(j), made.mean()[j]);
            }
          }
          if (batch == 1) {
            Forecasts all =
                forecaster.forecast(
                    joined(series, lookback, Arrays.stream(targets).boxed().toList()));
            for (int j = 0; j < targets.length; j++) {
              Double alone = forecasts.put(targets[j], all.mean()[j]);
              assertThat(alone).as("alone").isIn(null, all.mean()[j]);
            }
          }
          assertThat(mae(series, targets, forecasts))
              .as("%s in batches of %d", trial.config(), batch)
              .isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"rnn, 7", "lstm, 7", "patchtst, 1", "patchtst, 14"})
  void trialsOfADeviceAreForecastThereAndInMainMemory(Architecture architecture, int lookback) {
    Series series = TestSeries.sine(700, Protocol.STRICT);
    int[] targets = Windows.of(series, lookback).test();
    List<Integer> all = Arrays.stream(targets).boxed().toList();
    for (Regulariser arm : List.of(Regulariser.SYNAPTIC_PRUNING, Regulariser.MC_DROPOUT)) {
      Trial trial = trial(Protocol.STRICT, architecture, lookback, 32, arm);
      List<TrainedModel> models = new ArrayList<>();
      assertThat(
              new TrialTrainer(Device.cpu(), Placement.DEVICE, StackSizes.of(2), new StackLimits())
                  .train(List.of(trial), series, models::add))
          .allMatch(Completed.class::isInstance);
      TrainedModel model = models.get(0);
      double expected = model.outcome().score().mae();
      for (Placement placement : Placement.values()) {
        try (Forecaster forecaster =
            new Forecaster(
                model.spec(),
                model.weights(),
                stochastic(trial),
                Anchor.NONE,
                Device.cpu(),
                placement)) {
          double[] made = forecaster.forecast(joined(series, lookback, all)).mean();
          Map<Integer, Double> forecasts = new HashMap<>();
          for (int i = 0; i < targets.length; i++) {
            forecasts.put(targets[i], made[i]);
          }
          assertThat(mae(series, targets, forecasts))
              .as("%s %s", arm, placement)
              .isCloseTo(expected, within(1e-5 * expected));
        }
      }
    }
  }

  @Test
  void monteCarloDropoutHasASpreadAndOthersHaveNone() {
    Series series = TestSeries.sine(400, Protocol.STRICT);
    ForecasterSpec spec = new ForecasterSpec(Architecture.RNN, 7, 2, 8, 0, false);
    float[] weights =
        weights(series, trial(Protocol.STRICT, Architecture.RNN, 7, 8, Regulariser.MC_DROPOUT));
    float[] window = window(series, 7, 100);
    try (Forecaster several = new Forecaster(spec, weights, new Stochastic(0.3, 42, 20));
        Forecaster once = new Forecaster(spec, weights, new Stochastic(0.3, 42, 1));
        Forecaster otherSeed = new Forecaster(spec, weights, new Stochastic(0.3, 43, 20));
        Forecaster plain = new Forecaster(spec, weights, null)) {
      Forecasts made = several.forecast(window);
      assertThat(made.sd()[0]).isPositive();
      assertThat(made.mean()[0]).isNotEqualTo(plain.forecast(window).mean()[0]);
      assertThat(made.mean()[0]).isNotEqualTo(otherSeed.forecast(window).mean()[0]);
      assertThat(several.forecast(window).mean()).isEqualTo(made.mean());
      assertThat(once.forecast(window).sd()).containsExactly(0);
      assertThat(plain.forecast(window).sd()).containsExactly(0);
    }
  }

  @Test
  void threadsShareAForecaster() throws Exception {
    Series series = TestSeries.sine(1000, Protocol.STRICT);
    for (Architecture architecture : Architecture.builtIn()) {
      Trial trial = trial(Protocol.STRICT, architecture, 14, 32, Regulariser.MC_DROPOUT);
      float[] weights = weights(series, trial);
      float[] windows =
          joined(series, 14, Arrays.stream(Windows.of(series, 14).test()).boxed().toList());
      ExecutorService pool = Executors.newFixedThreadPool(4);
      try (Forecaster forecaster =
          new Forecaster(
              new ForecasterSpec(architecture, 14, 2, 32, 0, false), weights, stochastic(trial))) {
        double[] alone = forecaster.forecast(windows).mean();
        List<Future<Forecasts>> together = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          together.add(pool.submit(() -> forecaster.forecast(windows)));
        }
        for (Future<Forecasts> one : together) {
          assertThat(one.get().mean()).isEqualTo(alone);
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  @Test
  void prunedModelsBringTheirMasksAndOthersNone() {
    Series series = TestSeries.sine(400, Protocol.STRICT);
    List<TrainedModel> models = new ArrayList<>();
    for (Regulariser arm : Regulariser.values()) {
      new TrialTrainer(Device.cpu())
          .train(
              List.of(trial(Protocol.STRICT, Architecture.LSTM, 7, 32, arm)), series, models::add);
    }
    for (TrainedModel model : models) {
      Completed outcome = model.outcome();
      if (!DENSE.contains(outcome.trial().regulariser())) {
        assertThat(model.masks().sparsity()).isEqualTo(outcome.sparsity().achieved());
        long zeros = 0;
        for (float weight : model.weights()) {
          zeros += weight == 0 ? 1 : 0;
        }
        assertThat(zeros)
            .isEqualTo(outcome.sparsity().parameters() - outcome.sparsity().nonzeros());
      } else {
        assertThat(model.masks()).isNull();
      }
    }
  }

  @Test
  void refusesWhatIsNoWindowOrNoSuchNetwork() {
    ForecasterSpec spec = new ForecasterSpec(Architecture.RNN, 7, 2, 8, 0, false);
    assertThatThrownBy(() -> new Forecaster(spec, new float[3], null))
        .hasMessageContaining("3 initial weights");
    Series series = TestSeries.sine(400, Protocol.STRICT);
    float[] weights =
        weights(series, trial(Protocol.STRICT, Architecture.RNN, 7, 8, Regulariser.NONE));
    try (Forecaster forecaster = new Forecaster(spec, weights, null)) {
      assertThat(forecaster.forecast(new float[0]).mean()).isEmpty();
      assertThatThrownBy(() -> forecaster.forecast(new float[13]))
          .hasMessageContaining("don't make windows of 14");
    }
  }

  private static float[] weights(Series series, Trial trial) {
    List<TrainedModel> models = new ArrayList<>();
    new TrialTrainer(Device.cpu()).train(List.of(trial), series, models::add);
    return models.get(0).weights();
  }
}
