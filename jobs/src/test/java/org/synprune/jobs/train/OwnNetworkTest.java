package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.extend.OwnCodePath;
import org.synprune.jobs.extend.OwnNetworks;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.OwnNetwork;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.pruning.Placement;

/** Networks of own code, held against the built-in ones and against themselves. */
class OwnNetworkTest {

  private static final Series STRICT = TestSeries.sine(400, Protocol.STRICT);
  private static final Series PAPER = TestSeries.sine(400, Protocol.PAPER);
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(8, 64, 1e-3, 32, 0.3, 5, 3, PruningSettings.PAPER);

  private final TrialTrainer trainer = new TrialTrainer(Device.cpu());

  @TempDir private Path folder;
  private OwnCodePath path;

  @BeforeEach
  void putOnClassPath() {
    path =
        OwnCodePath.in(
            folder,
            OwnNetworks.Mlp.class,
            OwnNetworks.DroppingMlp.class,
            OwnNetworks.CollectedMlp.class,
            OwnNetworks.NormedMlp.class,
            OwnNetworks.Copy.class,
            OwnNetworks.Wide.class,
            OwnNetworks.Drawing.class,
            OwnNetworks.Refusing.class);
  }

  @AfterEach
  void close() {
    path.close();
  }

  private static Architecture own(String type) {
    return OwnNetworks.network(type, Map.of());
  }

  private static Trial trial(
      Architecture network, Protocol protocol, Regulariser regulariser, long seed) {
    return new Trial("sine", protocol, network, 7, regulariser, seed, SETTINGS);
  }

  private static Trial trial(Architecture network, Regulariser regulariser, long seed) {
    return trial(network, Protocol.STRICT, regulariser, seed);
  }

  private Completed train(Trial trial) {
    Series series = trial.protocol() == Protocol.STRICT ? STRICT : PAPER;
    TrialOutcome outcome = trainer.train(List.of(trial), series).get(0);
    assertThat(outcome).isInstanceOf(Completed.class);
    return (Completed) outcome;
  }

  /** What doesn't depend on the clock. */
  private static List<Object> numbers(Completed outcome) {
    List<Object> numbers = new ArrayList<>(List.of(outcome.score(), outcome.sparsity()));
    for (Epoch epoch : outcome.epochs()) {
      numbers.add(List.of(epoch.trainLoss(), epoch.validationLoss(), epoch.validationMae()));
    }
    return numbers;
  }

  private static void requireClose(double actual, double expected) {
    assertThat(Math.abs(actual / expected - 1)).isLessThan(1e-5);
  }

  /** The block of a built-in network, differentiated by the engine, is that network. */
  @ParameterizedTest
  @CsvSource({
    "rnn, STRICT, NONE",
    "rnn, STRICT, SYNAPTIC_PRUNING",
    "rnn, PAPER, NONE",
    "rnn, STRICT, RIGL",
    "lstm, STRICT, NONE",
    "lstm, PAPER, SYNAPTIC_PRUNING",
    "lstm, STRICT, SNIP"
  })
  void aCopyOfABuiltInNetworkGivesItsResults(
      String of, Protocol protocol, Regulariser regulariser) {
    Completed builtIn = train(trial(Architecture.of(of), protocol, regulariser, 42));
    Completed copy =
        train(trial(OwnNetworks.network("copy", Map.of("of", of)), protocol, regulariser, 42));
    assertThat(copy.epochs()).hasSameSizeAs(builtIn.epochs());
    for (int i = 0; i < copy.epochs().size(); i++) {
      requireClose(copy.epochs().get(i).trainLoss(), builtIn.epochs().get(i).trainLoss());
      requireClose(copy.epochs().get(i).validationLoss(), builtIn.epochs().get(i).validationLoss());
    }
    requireClose(copy.score().mae(), builtIn.score().mae());
    requireClose(copy.score().rmse(), builtIn.score().rmse());
    assertThat(copy.score().windows()).isEqualTo(builtIn.score().windows());
    assertThat(copy.restoredEpoch()).isEqualTo(builtIn.restoredEpoch());
    assertThat(copy.bestEpoch()).isEqualTo(builtIn.bestEpoch());
    assertThat(copy.sparsity()).isEqualTo(builtIn.sparsity());
    assertThat(copy.layers()).isEqualTo(builtIn.layers());
  }

  /** Also beside others, and in two threads at once: the process has one gradient collector. */
  @Test
  void aTrialHasTheSameBitsWhereverItIsTrained() throws Exception {
    List<Trial> trials = new ArrayList<>();
    for (String type : List.of("mlp", "normed-mlp")) {
      for (long seed = 42; seed < 44; seed++) {
        trials.add(trial(own(type), Regulariser.NONE, seed));
        trials.add(trial(own(type), Regulariser.SYNAPTIC_PRUNING, seed));
      }
    }
    trials.add(trial(own("dropping-mlp"), Regulariser.DROPOUT, 42));
    trials.add(trial(own("dropping-mlp"), Regulariser.MC_DROPOUT, 42));
    List<List<Object>> alone = trials.stream().map(one -> numbers(train(one))).toList();
    assertThat(alone).doesNotHaveDuplicates();

    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<List<List<Object>>> all =
          () -> {
            Thread.currentThread().setContextClassLoader(loader);
            return trials.stream().map(one -> numbers(train(one))).toList();
          };
      for (Future<List<List<Object>>> one : threads.invokeAll(List.of(all, all))) {
        assertThat(one.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }

    List<Trial> mlps =
        trials.stream().filter(one -> one.architecture().id().equals("mlp")).toList();
    assertThat(trainer.train(mlps, STRICT).stream().map(one -> numbers((Completed) one)))
        .isEqualTo(alone.subList(0, mlps.size()));
  }

  @Test
  void itLearnsAndIsPruned() {
    Completed dense = train(trial(own("mlp"), Regulariser.NONE, 42));
    assertThat(dense.epochs().get(7).trainLoss())
        .isLessThan(0.7 * dense.epochs().get(0).trainLoss());
    Completed pruned = train(trial(own("mlp"), Regulariser.SYNAPTIC_PRUNING, 42));
    assertThat(pruned.sparsity().achieved()).isBetween(0.69, 0.7);
    // 14 x 32 + 32 and 32 + 1.
    assertThat(pruned.sparsity().parameters()).isEqualTo(513);
    assertThat(pruned.layers().stream().map(TrialOutcome.Layer::layer).distinct()).hasSize(2);
  }

  @Test
  void theGarbageCollectorBeforeTheWayBackChangesNothing() {
    assertThat(numbers(train(trial(own("collected-mlp"), Regulariser.NONE, 42))))
        .isEqualTo(numbers(train(trial(own("mlp"), Regulariser.NONE, 42))));
  }

  @Test
  void theHostAndTheDevicesPathAgree() {
    Completed host = train(trial(own("mlp"), Regulariser.SYNAPTIC_PRUNING, 42));
    TrialTrainer elsewhere =
        new TrialTrainer(Device.cpu(), Placement.DEVICE, StackSizes.MEASURED, new StackLimits());
    Completed device =
        (Completed)
            elsewhere
                .train(List.of(trial(own("mlp"), Regulariser.SYNAPTIC_PRUNING, 42)), STRICT)
                .get(0);
    requireClose(device.epochs().get(7).trainLoss(), host.epochs().get(7).trainLoss());
    requireClose(device.score().mae(), host.score().mae());
  }

  @Test
  void dropoutDropsWhereTheNetworkHasAPlaceForIt() {
    Completed none = train(trial(own("dropping-mlp"), Regulariser.NONE, 42));
    assertThat(numbers(none)).isEqualTo(numbers(train(trial(own("mlp"), Regulariser.NONE, 42))));
    Completed dropout = train(trial(own("dropping-mlp"), Regulariser.DROPOUT, 42));
    // From the same weights: what is dropped makes the first epoch's losses larger.
    assertThat(dropout.epochs().get(0).trainLoss())
        .isGreaterThan(none.epochs().get(0).trainLoss() * 1.01);
    Trial without = trial(own("mlp"), Regulariser.DROPOUT, 42);
    assertThatThrownBy(() -> Trainability.requirePrunable(without, STRICT.width()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it has no place for dropout, expected NetworkRequest.dropout() in it");
    Trainability.requirePrunable(
        trial(own("dropping-mlp"), Regulariser.DROPOUT, 42), STRICT.width());
    Trial learned = trial(own("dropping-mlp"), Regulariser.CONCRETE_DROPOUT, 42);
    assertThatThrownBy(() -> Trainability.require(learned))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("whose dropout is learned: network 'dropping-mlp' is own code");
  }

  /** With running statistics and with dropout in forecasts, too. */
  @ParameterizedTest
  @CsvSource({
    "mlp, SYNAPTIC_PRUNING",
    "normed-mlp, NONE",
    "dropping-mlp, MC_DROPOUT",
    "copy, NONE"
  })
  void aTrainedNetworkForecastsWhatItWasScoredBy(String type, Regulariser regulariser) {
    Trial trial = trial(own(type), regulariser, 42);
    List<TrainedModel> models = new ArrayList<>();
    Completed outcome = (Completed) trainer.train(List.of(trial), STRICT, models::add).get(0);
    TrainedModel model = models.get(0);
    int from = STRICT.info().validationEnd();
    int length = 7 * STRICT.width();
    int rows = STRICT.info().rows() - from;
    float[] windows = new float[rows * length];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(
          STRICT.features(), (from + i - 7) * STRICT.width(), windows, i * length, length);
    }
    Forecaster.Stochastic stochastic =
        regulariser == Regulariser.MC_DROPOUT ? new Forecaster.Stochastic(0.3, 42, 5) : null;
    try (Forecaster forecaster = new Forecaster(model.spec(), model.weights(), stochastic)) {
      double[] forecasts = forecaster.forecast(windows).mean();
      double sum = 0;
      for (int i = 0; i < rows; i++) {
        double raw = forecasts[i] * STRICT.info().targetSd() + STRICT.info().targetMean();
        sum += Math.abs(raw - STRICT.rawTarget()[from + i]);
      }
      assertThat(sum / rows).isEqualTo(outcome.score().mae());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wide | network 'wide' of own code makes (2, 2) of (2, 7, 2), expected (2, 1): [batch,"
            + " horizon] of [batch, lookback, features]",
        "drawing | network 'drawing' of own code holds a Dropout of DJL, whose numbers aren't the"
            + " trial's own, expected NetworkRequest.dropout()",
        "refusing | network 'refusing' of own code can't be used: there is no such thing",
        "missing | network 'missing' is own code that isn't on the class path, expected its jar in"
            + " SYNPRUNE_CLASSPATH"
      })
  void aNetworkThatCantBeUsedIsOneSentence(String type, String sentence) {
    Trial trial = trial(own(type), Regulariser.NONE, 42);
    assertThatThrownBy(() -> Trainability.requirePrunable(trial, STRICT.width()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(sentence);
  }

  @Test
  void settingsAndVersionsHaveToBeTheProviders() {
    Trial misspelt = trial(OwnNetworks.network("mlp", Map.of("widht", 3)), Regulariser.NONE, 42);
    assertThatThrownBy(() -> Trainability.requirePrunable(misspelt, 2))
        .hasMessage(
            "network 'mlp' of own code can't be used: it has no setting 'widht', expected width"
                + " (did you mean 'width'?)");
    Trial text = trial(OwnNetworks.network("mlp", Map.of("width", "many")), Regulariser.NONE, 42);
    assertThatThrownBy(() -> Trainability.requirePrunable(text, 2))
        .hasMessageEndingWith("setting 'width' is many, expected a number");
    Architecture older = Architecture.own("mlp", new OwnNetwork("mlp", "0", Map.of()));
    assertThatThrownBy(() -> Trainability.requirePrunable(trial(older, Regulariser.NONE, 42), 2))
        .isInstanceOf(BadInputException.class)
        .hasMessage("network 'mlp' has version 1 on this class path, expected version 0");
  }
}
