package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Preset;

class TrialTrainerTest {

  private static final Series STRICT = TestSeries.sine(700, Protocol.STRICT);
  private static final Series PAPER = TestSeries.sine(700, Protocol.PAPER);

  private final TrialTrainer trainer = new TrialTrainer(Device.cpu());

  private static Trial trial(
      Protocol protocol, Architecture architecture, Regulariser regulariser, long seed) {
    return new Trial("sine", protocol, architecture, 7, regulariser, seed, TrainingSettings.PAPER);
  }

  private static Trial pruned(
      Protocol protocol, Architecture architecture, int patience, PruningSettings pruning) {
    TrainingSettings settings = new TrainingSettings(20, 64, 1e-3, 64, 0.3, 20, patience, pruning);
    return new Trial("sine", protocol, architecture, 7, Regulariser.SYNAPTIC_PRUNING, 42, settings);
  }

  private Completed train(Trial trial) {
    Series series = trial.protocol() == Protocol.STRICT ? STRICT : PAPER;
    return (Completed) trainer.train(List.of(trial), series).get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void everyArchitectureLearnsASineBetterThanTheNaiveForecast(Architecture architecture) {
    Completed result = train(trial(Protocol.STRICT, architecture, Regulariser.NONE, 42));
    assertThat(result.score().mae()).isLessThan(0.6 * result.score().naiveMae());
    assertThat(result.epochs()).hasSize(20);
    assertThat(result.epochs().get(19).trainLoss())
        .isLessThan(0.5 * result.epochs().get(0).trainLoss());
    assertThat(result.restoredEpoch()).isBetween(16, 20);
    assertThat(result.score().windows()).isEqualTo(700 - 560);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void pruningReachesItsSparsityBeforeTheFirstCandidateEpoch(Architecture architecture) {
    Completed result =
        train(trial(Protocol.STRICT, architecture, Regulariser.SYNAPTIC_PRUNING, 42));
    assertThat(result.sparsity().planned()).isEqualTo(0.7);
    assertThat(result.sparsity().achieved()).isBetween(0.69, 0.7);
    assertThat(result.sparsity().nonzeros()).isLessThan(result.sparsity().parameters());
    assertThat(result.sparsity().bytesCsr()).isLessThan(result.sparsity().bytesDense());
    assertThat(result.epochs().get(0).sparsity()).isZero();
    assertThat(result.epochs().get(14).sparsity()).isBetween(0.69, 0.7);
    assertThat(result.layers()).extracting(TrialOutcome.Layer::epoch).contains(1, 20);
  }

  @Test
  void referenceCodePrunesNormScalesToo() {
    PruningSettings pruning = new PruningSettings(Preset.REFERENCE_CODE, 0.3, 0.7, 2, 5);
    Trial trial = pruned(Protocol.PAPER, Architecture.PATCHTST, 3, pruning);
    List<String> layers =
        train(trial).layers().stream().map(TrialOutcome.Layer::layer).distinct().toList();
    List<String> paper =
        train(trial(Protocol.PAPER, Architecture.PATCHTST, Regulariser.SYNAPTIC_PRUNING, 42))
            .layers()
            .stream()
            .map(TrialOutcome.Layer::layer)
            .distinct()
            .toList();
    assertThat(layers).hasSize(paper.size() + 4).containsAll(paper);
    assertThat(layers).filteredOn(layer -> layer.endsWith("gamma")).hasSize(4);
    assertThat(layers).noneMatch(layer -> layer.contains("final-norm"));
    assertThat(paper).noneMatch(layer -> layer.contains("bias") || layer.contains("positions"));
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void strictRestoresOnlyFullySparseWeights(Preset preset) {
    // 3 batches an epoch, an update every 7: the last one in time is in epoch 14.
    Series few = TestSeries.sine(240, Protocol.STRICT);
    PruningSettings pruning = new PruningSettings(preset, 0.3, 0.7, 2, 7);
    Trial trial = pruned(Protocol.STRICT, Architecture.RNN, 3, pruning);
    Completed result = (Completed) trainer.train(List.of(trial), few).get(0);
    assertThat(result.sparsity().planned()).isEqualTo(0.7);
    for (TrialOutcome.Epoch epoch : result.epochs().subList(13, 20)) {
      assertThat(epoch.sparsity()).as("epoch %s", epoch.epoch()).isBetween(0.69, 0.7);
    }
  }

  @Test
  void thePublishedScriptsPlanLessThanTheySay() {
    PruningSettings pruning = new PruningSettings(Preset.REFERENCE_CODE, 0.3, 0.7, 2, 5);
    Trial trial = pruned(Protocol.PAPER, Architecture.RNN, 20, pruning);
    Completed result = train(trial);
    double planned = 0.3 + 0.4 * Math.pow(17.0 / 18, 3);
    assertThat(result.sparsity().planned()).isCloseTo(planned, Offset.offset(1e-12));
    assertThat(result.sparsity().achieved()).isBetween(planned - 0.01, planned);
  }

  @Test
  void armsThatShareASeedStartFromTheSameWeightsAndBatches() {
    Completed none = train(trial(Protocol.STRICT, Architecture.RNN, Regulariser.NONE, 42));
    Completed pruned =
        train(trial(Protocol.STRICT, Architecture.RNN, Regulariser.SYNAPTIC_PRUNING, 42));
    Completed other = train(trial(Protocol.STRICT, Architecture.RNN, Regulariser.NONE, 43));
    assertThat(pruned.epochs().get(0).trainLoss()).isEqualTo(none.epochs().get(0).trainLoss());
    assertThat(other.epochs().get(0).trainLoss()).isNotEqualTo(none.epochs().get(0).trainLoss());
  }

  @Test
  void monteCarloDropoutForecastsDifferFromDropoutsThoughTheyTrainAlike() {
    Completed dropout = train(trial(Protocol.PAPER, Architecture.RNN, Regulariser.DROPOUT, 42));
    Completed mc = train(trial(Protocol.PAPER, Architecture.RNN, Regulariser.MC_DROPOUT, 42));
    assertThat(mc.epochs().get(0).trainLoss()).isEqualTo(dropout.epochs().get(0).trainLoss());
    assertThat(mc.score().mae()).isGreaterThan(dropout.score().mae());
  }

  @Test
  void outcomesAreTheSameBitsAloneTogetherAndSideBySide() throws Exception {
    List<Trial> trials = new ArrayList<>();
    for (Regulariser regulariser : Regulariser.values()) {
      trials.add(trial(Protocol.STRICT, Architecture.LSTM, regulariser, 42));
      trials.add(trial(Protocol.STRICT, Architecture.LSTM, regulariser, 43));
    }
    List<TrialOutcome> together = trainer.train(trials, STRICT);

    List<Trial> reversed = new ArrayList<>(trials);
    Collections.reverse(reversed);
    int middle = trials.size() / 2;
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Callable<List<TrialOutcome>>> halves =
          List.of(
              () -> trainer.train(reversed.subList(0, middle), STRICT),
              () -> trainer.train(reversed.subList(middle, trials.size()), STRICT));
      List<TrialOutcome> sideBySide = new ArrayList<>();
      for (Future<List<TrialOutcome>> half : pool.invokeAll(halves)) {
        sideBySide.addAll(half.get());
      }
      Collections.reverse(sideBySide);
      for (int i = 0; i < trials.size(); i++) {
        assertThat(bits(sideBySide.get(i))).isEqualTo(bits(together.get(i)));
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(bits(train(trials.get(5)))).isEqualTo(bits(together.get(5)));
  }

  /** Everything but the times. */
  private static List<Object> bits(TrialOutcome outcome) {
    Completed completed = (Completed) outcome;
    List<Object> bits = new ArrayList<>();
    bits.add(completed.score());
    bits.add(completed.scoreOfBestEpoch());
    bits.add(completed.layers());
    for (TrialOutcome.Epoch epoch : completed.epochs()) {
      bits.add(List.of(epoch.trainLoss(), epoch.validationLoss(), epoch.sparsity()));
    }
    return bits;
  }

  @Test
  void aDivergingTrialFailsAloneAndSaysWhy() {
    Series broken = TestSeries.sine(700, Protocol.STRICT);
    broken.target()[300] = Float.NaN;
    TrialOutcome outcome =
        trainer
            .train(List.of(trial(Protocol.STRICT, Architecture.RNN, Regulariser.NONE, 42)), broken)
            .get(0);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> {
              assertThat(failed.error()).isEqualTo("DivergedException");
              assertThat(failed.message()).contains("training loss").contains("epoch 1");
            });
  }

  @Test
  void paperProtocolStopsAfterThreeEpochsWithoutAnyDecreaseAndKeepsTheLastWeights() {
    TrainingSettings wild =
        new TrainingSettings(200, 64, 0.02, 64, 0.3, 20, 3, PruningSettings.PAPER);
    Trial trial =
        new Trial("sine", Protocol.PAPER, Architecture.RNN, 7, Regulariser.NONE, 42, wild);
    Completed result = train(trial);
    List<Double> losses = result.epochs().stream().map(TrialOutcome.Epoch::validationLoss).toList();
    int last = losses.size() - 1;
    assertThat(losses.size()).isLessThan(200);
    assertThat(result.restoredEpoch()).isEqualTo(losses.size());
    for (int i = 0; i < 3; i++) {
      assertThat(losses.get(last - i)).isGreaterThanOrEqualTo(losses.get(last - i - 1));
    }
  }
}
