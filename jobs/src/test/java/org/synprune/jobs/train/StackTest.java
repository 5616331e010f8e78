package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.synprune.jobs.LogCapture;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSettings;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningParts;
import org.synprune.jobs.grid.PruningParts.Role;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Failed;
import org.synprune.jobs.train.stack.PruningArm;
import org.synprune.jobs.train.stack.Randomness;
import org.synprune.jobs.train.stack.StepObserver;
import org.synprune.pruning.Placement;

/** Trials in one stack: each as if it were alone. */
class StackTest {

  private static final Series STRICT = TestSeries.sine(300, Protocol.STRICT);
  private static final Series PAPER = TestSeries.sine(300, Protocol.PAPER);

  private static final TrainingSettings SHORT =
      new TrainingSettings(4, 32, 1e-3, 32, 0.3, 3, 3, PruningSettings.PAPER);

  private static Trial trial(
      Series series, Architecture architecture, Regulariser arm, long seed, TrainingSettings how) {
    return new Trial("sine", series.info().protocol(), architecture, 9, arm, seed, how);
  }

  private static List<Trial> allArms(Series series, Architecture architecture, int seeds) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      for (Regulariser arm : Regulariser.values()) {
        trials.add(trial(series, architecture, arm, seed, SHORT));
      }
    }
    return trials;
  }

  private static List<TrialOutcome> train(int size, List<Trial> trials, Series series) {
    return train(Placement.HOST, size, trials, series);
  }

  private static List<TrialOutcome> train(
      Placement placement, int size, List<Trial> trials, Series series) {
    return new TrialTrainer(Device.cpu(), placement, StackSizes.of(size), new StackLimits())
        .train(trials, series);
  }

  @ParameterizedTest
  @CsvSource({
    "rnn, HOST",
    "rnn, DEVICE",
    "lstm, HOST",
    "lstm, DEVICE",
    "patchtst, HOST",
    "patchtst, DEVICE"
  })
  void aResultIsTheSameBitsInEveryStack(Architecture architecture, Placement placement) {
    // The engine takes several times as long by itself.
    List<Trial> trials = allArms(STRICT, architecture, placement == Placement.HOST ? 3 : 1);
    List<List<Object>> inTwelve = bits(train(placement, 12, trials, STRICT));
    for (int size : new int[] {1, 2, 5}) {
      assertThat(bits(train(placement, size, trials, STRICT)))
          .as("stacks of %s", size)
          .isEqualTo(inTwelve);
    }
  }

  @ParameterizedTest
  @EnumSource(Placement.class)
  void armsOfUnlikeSettingsShareAStack(Placement placement) {
    List<ArmSpec> arms =
        List.of(
            ArmSpec.of(Regulariser.NONE),
            dropout("dropout-10", Regulariser.DROPOUT, 0.1, null),
            dropout("dropout-50", Regulariser.DROPOUT, 0.5, null),
            dropout("mc-2", Regulariser.MC_DROPOUT, 0.4, 2),
            dropout("mc-7", Regulariser.MC_DROPOUT, 0.2, 7),
            pruning("prune-50", 0.5, 1, PruningParts.DEFAULTS),
            pruning("prune-90", 0.9, 4, PruningParts.DEFAULTS),
            pruning(
                "uniform",
                0.8,
                2,
                new PruningParts(
                    Map.of(
                        Role.SCOPE, part("uniform"),
                        Role.SALIENCY, part("gradient-magnitude"),
                        Role.PROGRESS, part("step")))),
            pruning(
                "regrown",
                0.8,
                2,
                new PruningParts(
                    Map.of(Role.SCHEDULE, part("constant"), Role.REGROWTH, part("random")))));
    List<Trial> trials =
        arms.stream()
            .map(
                arm ->
                    new Trial(
                        "sine", Protocol.STRICT, Architecture.RNN, 9, arm, 4, SHORT, Variant.NONE))
            .toList();
    List<TrialOutcome> together = train(placement, 12, trials, STRICT);
    assertThat(bits(together)).isEqualTo(bits(train(placement, 1, trials, STRICT)));
    assertThat(together)
        .map(one -> ((Completed) one).score().mae())
        .as("no two are the same")
        .doesNotHaveDuplicates();
    assertThat(together.subList(5, 9))
        .map(one -> ((Completed) one).sparsity().planned())
        .containsExactly(0.5, 0.9, 0.8, 0.8);
    assertThat(together.subList(5, 9))
        .allSatisfy(
            one ->
                assertThat(((Completed) one).sparsity().achieved())
                    .isCloseTo(((Completed) one).sparsity().planned(), within(0.01)));
  }

  private static ArmSpec dropout(
      String name, Regulariser type, double rate, @Nullable Integer passes) {
    return new ArmSpec(
        name, type, new ArmSettings(rate, passes, null, null, null, null, null), null);
  }

  private static ArmSpec pruning(String name, double sparsity, int every, PruningParts parts) {
    return new ArmSpec(
        name,
        Regulariser.SYNAPTIC_PRUNING,
        new ArmSettings(null, null, null, null, sparsity, null, every),
        parts);
  }

  private static PruningParts.Part part(String name) {
    return new PruningParts.Part(name, new TreeMap<>());
  }

  @Test
  void networksNarrowerThanAVectorAreTrainedAloneAndSoTheSame() {
    TrainingSettings narrow =
        new TrainingSettings(4, 32, 1e-3, 12, 0.3, 3, 3, PruningSettings.PAPER);
    List<Trial> trials = new ArrayList<>();
    for (Regulariser arm : Regulariser.values()) {
      trials.add(trial(STRICT, Architecture.LSTM, arm, 5, narrow));
    }
    List<List<Object>> together = bits(train(4, trials, STRICT));
    for (int i = 0; i < trials.size(); i++) {
      assertThat(bits(train(4, trials.subList(i, i + 1), STRICT))).containsExactly(together.get(i));
    }
  }

  @ParameterizedTest
  @EnumSource(Placement.class)
  void trialsThatStopEarlyLeaveTheOthersAlone(Placement placement) {
    TrainingSettings wild =
        new TrainingSettings(60, 32, 0.02, 32, 0.3, 3, 2, PruningSettings.PAPER);
    List<Trial> trials = new ArrayList<>();
    for (int seed = 1; seed <= 4; seed++) {
      for (Regulariser arm : Regulariser.values()) {
        trials.add(trial(PAPER, Architecture.RNN, arm, seed, wild));
      }
    }
    List<TrialOutcome> together = train(placement, 16, trials, PAPER);
    assertThat(together.stream().map(one -> ((Completed) one).epochs().size()).distinct())
        .as("they stop at different epochs")
        .hasSizeGreaterThan(3);
    assertThat(bits(together)).isEqualTo(bits(train(placement, 1, trials, PAPER)));
  }

  @Test
  void aTrialThatBreaksLeavesTheOthersAlone() {
    List<Trial> trials = new ArrayList<>();
    for (Regulariser arm : Regulariser.values()) {
      trials.add(trial(STRICT, Architecture.LSTM, arm, 1, SHORT));
      trials.add(trial(STRICT, Architecture.LSTM, arm, 2, SHORT));
    }
    // Seed 2 starts with a weight that isn't a number.
    TrialTrainer poisoned =
        new TrialTrainer(
            Device.cpu(),
            Placement.HOST,
            seed -> seed == 2 ? new Poisoned(Randomness.ofSeed(seed)) : Randomness.ofSeed(seed),
            StepObserver.NONE);
    List<TrialOutcome> outcomes = poisoned.train(trials, STRICT);
    List<TrialOutcome> healthy = train(8, trials, STRICT);
    for (int i = 0; i < trials.size(); i++) {
      if (trials.get(i).seed() == 2) {
        assertThat(outcomes.get(i))
            .isInstanceOfSatisfying(
                Failed.class,
                failed -> {
                  assertThat(failed.error()).isEqualTo("DivergedException");
                  assertThat(failed.message()).isEqualTo("training loss is NaN in epoch 1");
                });
      } else {
        assertThat(bits(outcomes.subList(i, i + 1))).isEqualTo(bits(healthy.subList(i, i + 1)));
      }
    }
  }

  /** Draws weights of which one is NaN. */
  private record Poisoned(Randomness healthy) implements Randomness {
    @Override
    public float[] initialWeights(ai.djl.nn.Block block) {
      float[] weights = healthy.initialWeights(block);
      weights[7] = Float.NaN;
      return weights;
    }

    @Override
    public void shuffle(int[] targets) {
      healthy.shuffle(targets);
    }

    @Override
    public java.util.random.RandomGenerator dropout() {
      return healthy.dropout();
    }
  }

  @Test
  void whenAStackFailsAsAWholeItsTrialsAreTriedInSmallerOnes() {
    List<Trial> trials = allArms(STRICT, Architecture.RNN, 1);
    AtomicInteger calls = new AtomicInteger();
    StepObserver outOfMemoryAtFirst =
        (double loss, NDArray gradient, NDArray weights, PruningArm pruning) -> {
          if (calls.incrementAndGet() <= 2) {
            throw new OutOfMemoryError("as if");
          }
        };
    TrialTrainer trainer =
        new TrialTrainer(Device.cpu(), Placement.HOST, Randomness::ofSeed, outOfMemoryAtFirst);
    try (LogCapture log = LogCapture.of(TrialTrainer.class)) {
      assertThat(bits(trainer.train(trials, STRICT))).isEqualTo(bits(train(4, trials, STRICT)));
      assertThat(log.events())
          .isNotEmpty()
          .allSatisfy(event -> assertThat(event.getThrown()).isInstanceOf(OutOfMemoryError.class));
    }
  }

  /** Everything but the times. */
  private static List<List<Object>> bits(List<TrialOutcome> outcomes) {
    List<List<Object>> all = new ArrayList<>();
    for (TrialOutcome outcome : outcomes) {
      Completed completed = (Completed) outcome;
      List<Object> bits =
          new ArrayList<>(
              Arrays.asList(
                  completed.trial(),
                  completed.score(),
                  completed.scoreOfBestEpoch(),
                  completed.layers(),
                  completed.sparsity()));
      for (TrialOutcome.Epoch epoch : completed.epochs()) {
        bits.add(List.of(epoch.trainLoss(), epoch.validationLoss(), epoch.sparsity()));
      }
      all.add(bits);
    }
    return all;
  }
}
