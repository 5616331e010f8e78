package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.stack.Randomness;
import org.synprune.jobs.train.stack.StepObserver;
import org.synprune.pruning.Masks;
import org.synprune.pruning.Placement;

/** The arms that prune by other methods than the paper's, in whole trainings. */
class PruningArmsTest {

  /** 192 train windows: 6 batches an epoch. */
  private static final Series SERIES = TestSeries.sine(312, Protocol.STRICT);

  private static final TrainingSettings SHORT =
      new TrainingSettings(8, 32, 1e-3, 32, 0.3, 3, 3, PruningSettings.PAPER);

  private static final int EVERY = PruningSettings.PAPER.every();

  /** What a network was like after a step. */
  private record TrainingStep(List<Float> gradient, Masks masks) {}

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  private static Trial trial(Architecture architecture, Regulariser arm, long seed) {
    return new Trial("sine", Protocol.STRICT, architecture, 7, arm, seed, SHORT);
  }

  private static Completed train(Trial trial) {
    return (Completed) new TrialTrainer(Device.cpu()).train(List.of(trial), SERIES).get(0);
  }

  /** Trains side by side; returns the first steps of each trial. */
  private static List<List<TrainingStep>> steps(List<Trial> trials, int wanted) {
    return steps(trials, wanted, Randomness::ofSeed);
  }

  private static List<List<TrainingStep>> steps(
      List<Trial> trials, int wanted, LongFunction<Randomness> randomness) {
    List<List<TrainingStep>> all = new ArrayList<>();
    trials.forEach(trial -> all.add(new ArrayList<>()));
    int[] calls = {0};
    StepObserver observer =
        (loss, gradient, weights, pruning) -> {
          List<TrainingStep> steps = all.get(calls[0]++ % trials.size());
          if (steps.size() < wanted) {
            steps.add(
                new TrainingStep(list(gradient.toFloatArray()), pruning.masks().orElseThrow()));
          }
        };
    new TrialTrainer(Device.cpu(), Placement.HOST, randomness, observer).train(trials, SERIES);
    return all;
  }

  /** Where each prunable layer begins in the order of declaration. */
  private static Map<String, Integer> starts(Architecture architecture, Masks masks) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Map<String, Integer> starts = new HashMap<>();
      int start = 0;
      for (Pair<String, Parameter> entry : block(architecture, manager).getParameters()) {
        if (masks.paths().contains(entry.getKey())) {
          starts.put(entry.getKey(), start);
        }
        start += (int) entry.getValue().getShape().size();
      }
      return starts;
    }
  }

  private static Block block(Architecture architecture, NDManager manager) {
    ForecasterSpec spec = new ForecasterSpec(architecture, 7, SERIES.width(), 32, 0, false);
    return Forecasters.zeros(spec, manager);
  }

  private static float[] initialWeights(Trial trial) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      return Randomness.ofSeed(trial.seed()).initialWeights(block(trial.architecture(), manager));
    }
  }

  private static int weights(Masks masks) {
    return masks.shapes().values().stream().mapToInt(shape -> (int) shape.size()).sum();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RIGL", "SET", "SNIP", "SYNAPTIC_GROWTH", "GRADUAL_MAGNITUDE", "RANDOM_PRUNING"})
  void everyMethodIsAtItsSparsityBeforeTheFirstCandidateEpoch(Regulariser arm) {
    for (Architecture architecture : Architecture.builtIn()) {
      Completed result = train(trial(architecture, arm, 42));
      assertThat(result.sparsity().planned()).isEqualTo(0.7);
      for (Epoch epoch : result.epochs().subList(5, 8)) {
        assertThat(epoch.sparsity()).as("epoch %s", epoch.epoch()).isBetween(0.69, 0.7);
      }
      assertThat(result.sparsity().achieved()).isBetween(0.69, 0.7);
      assertThat(result.sparsity().nonzeros()).isLessThan(result.sparsity().parameters() / 2);
    }
  }

  @Test
  void eachMethodTakesItsOwnWayThere() {
    assertThat(sparsities(Regulariser.RIGL)).allMatch(one -> one > 0.69 && one <= 0.7);
    assertThat(sparsities(Regulariser.SET)).allMatch(one -> one > 0.69 && one <= 0.7);
    assertThat(sparsities(Regulariser.SNIP)).allMatch(one -> one > 0.69 && one <= 0.7);
    List<Double> growth = sparsities(Regulariser.SYNAPTIC_GROWTH);
    // From 0.7 at the start in a line to 0.3 at the end of the warm-up, then the paper's cubic.
    assertThat(growth.get(0)).isBetween(0.49, 0.51);
    assertThat(growth.get(1)).isBetween(0.29, 0.31);
    assertThat(growth.subList(1, 6)).isSorted();
    List<Double> gradual = sparsities(Regulariser.GRADUAL_MAGNITUDE);
    List<Double> chance = sparsities(Regulariser.RANDOM_PRUNING);
    assertThat(gradual.get(0)).isZero();
    assertThat(chance.get(0)).isZero();
    // Zhu and Gupta prune most at the beginning, the paper at the end.
    assertThat(gradual.get(3)).isGreaterThan(0.6);
    assertThat(chance.get(3)).isLessThan(0.4);
  }

  private static List<Double> sparsities(Regulariser arm) {
    return train(trial(Architecture.LSTM, arm, 42)).epochs().stream().map(Epoch::sparsity).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void snipKeepsWhatTheFirstBatchSaysMatters(Architecture architecture) {
    List<Trial> trials =
        Stream.of(1L, 2L, 3L).map(seed -> trial(architecture, Regulariser.SNIP, seed)).toList();
    List<List<TrainingStep>> all = steps(trials, 1);
    for (int member = 0; member < trials.size(); member++) {
      TrainingStep first = all.get(member).get(0);
      float[] before = initialWeights(trials.get(member));
      List<Float> kept = new ArrayList<>();
      List<Float> gone = new ArrayList<>();
      starts(architecture, first.masks)
          .forEach(
              (path, start) -> {
                for (int i = 0; i < first.masks.shapes().get(path).size(); i++) {
                  float score = Math.abs(before[start + i] * first.gradient.get(start + i));
                  (first.masks.isActive(path, i) ? kept : gone).add(score);
                }
              });
      assertThat(gone).hasSize((int) Math.floor(0.7 * weights(first.masks)));
      assertThat(gone.stream().max(Float::compare).orElseThrow())
          .isLessThanOrEqualTo(kept.stream().min(Float::compare).orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void riglGrowsTheLargestGradientsOfEachLayer(Architecture architecture) {
    List<Trial> trials =
        Stream.of(1L, 2L, 3L).map(seed -> trial(architecture, Regulariser.RIGL, seed)).toList();
    int grownAtAll = 0;
    for (List<TrainingStep> steps : steps(trials, EVERY)) {
      TrainingStep before = steps.get(EVERY - 2);
      TrainingStep after = steps.get(EVERY - 1);
      Map<String, Integer> starts = starts(architecture, after.masks);
      for (String path : after.masks.paths()) {
        List<Float> grown = new ArrayList<>();
        List<Float> left = new ArrayList<>();
        int dropped = 0;
        Shape shape = after.masks.shapes().get(path);
        for (int i = 0; i < shape.size(); i++) {
          boolean was = before.masks.isActive(path, i);
          boolean is = after.masks.isActive(path, i);
          dropped += was && !is ? 1 : 0;
          if (!was) {
            (is ? grown : left).add(Math.abs(after.gradient.get(starts.get(path) + i)));
          }
        }
        assertThat(grown).as(path).hasSize(dropped);
        grownAtAll += dropped;
        if (!grown.isEmpty() && !left.isEmpty()) {
          assertThat(grown.stream().min(Float::compare).orElseThrow())
              .as(path)
              .isGreaterThanOrEqualTo(left.stream().max(Float::compare).orElseThrow());
        }
      }
    }
    assertThat(grownAtAll).isPositive();
  }

  @ParameterizedTest
  @EnumSource(names = {"RIGL", "SET", "SYNAPTIC_GROWTH"})
  void whatBeginsSparseIsSparseInItsFirstForwardPass(Regulariser arm) {
    Trial trial = trial(Architecture.RNN, arm, 5);
    TrainingStep first = steps(List.of(trial), 1).get(0).get(0);
    Map<String, Integer> starts = starts(Architecture.RNN, first.masks);
    assertThat(first.masks.sparsity()).isBetween(0.69, 0.7);
    float[] sparse = initialWeights(trial);
    starts.forEach(
        (path, start) -> {
          for (int i = 0; i < first.masks.shapes().get(path).size(); i++) {
            sparse[start + i] *= first.masks.isActive(path, i) ? 1 : 0;
          }
        });
    // The same batch through weights that were sparse from the beginning.
    Trial other = trial(Architecture.RNN, Regulariser.RANDOM_PRUNING, 5);
    TrainingStep expected = steps(List.of(other), 1, seed -> drawing(sparse, seed)).get(0).get(0);
    assertThat(first.gradient).isEqualTo(expected.gradient);
    TrainingStep dense = steps(List.of(other), 1).get(0).get(0);
    assertThat(first.gradient).isNotEqualTo(dense.gradient);
  }

  /** The randomness of a seed but for the weights. */
  private static Randomness drawing(float[] weights, long seed) {
    Randomness usual = Randomness.ofSeed(seed);
    return new Randomness() {
      @Override
      public float[] initialWeights(Block block) {
        return weights;
      }

      @Override
      public void shuffle(int[] targets) {
        usual.shuffle(targets);
      }

      @Override
      public RandomGenerator dropout() {
        return usual.dropout();
      }
    };
  }

  @Test
  void theSeedDecidesWhatIsDrawnByChance() {
    for (Regulariser arm : List.of(Regulariser.SET, Regulariser.RIGL)) {
      List<Masks> first =
          steps(List.of(trial(Architecture.RNN, arm, 1), trial(Architecture.RNN, arm, 2)), 1)
              .stream()
              .map(steps -> steps.get(0).masks)
              .toList();
      assertThat(first.get(0)).isNotEqualTo(first.get(1));
      Masks again = steps(List.of(trial(Architecture.RNN, arm, 1)), 1).get(0).get(0).masks;
      assertThat(again).isEqualTo(first.get(0));
    }
  }

  @Test
  void namesInGridsAreTheMethodsNames() {
    assertThat(Regulariser.byId().keySet())
        .contains("synaptic-growth", "rigl", "set", "snip", "gradual-magnitude", "random-pruning");
  }

  @Test
  void everyPruningArmHasTheSamePrunableWeights() {
    for (Architecture architecture : Architecture.builtIn()) {
      List<List<String>> layers =
          Stream.of(Regulariser.SYNAPTIC_PRUNING, Regulariser.RIGL, Regulariser.SNIP)
              .map(arm -> train(trial(architecture, arm, 1)))
              .map(
                  result ->
                      result.layers().stream()
                          .map(one -> one.layer() + " " + one.total())
                          .distinct()
                          .collect(Collectors.toList()))
              .toList();
      assertThat(layers.get(1)).isEqualTo(layers.get(0));
      assertThat(layers.get(2)).isEqualTo(layers.get(0));
    }
  }
}
