package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.network.Autograd;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.stack.PruningArm;
import org.synprune.jobs.train.stack.Randomness;
import org.synprune.pruning.Placement;
import org.synprune.pruning.dropout.ConcreteDropout;
import org.synprune.pruning.dropout.VariationalDropout;

/**
 * Trials that learn their dropout, against a plain loop around the library's blocks, the engine's
 * gradients and Adam written down as in its paper, with the same noise.
 */
class LearnedReplicaTest {

  private static final Series SERIES = TestSeries.sine(300, Protocol.STRICT);
  private static final int LOOKBACK = 5;
  private static final int UNITS = 32;
  private static final long NOISE_SEED = 77;
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(3, 32, 2e-3, UNITS, 0.3, 3, 3, PruningSettings.PAPER);

  /** The noise that the library's blocks draw. */
  private record SameNoise(Randomness own, RandomGenerator dropout) implements Randomness {
    @Override
    public float[] initialWeights(Block block) {
      return own.initialWeights(block);
    }

    @Override
    public void shuffle(int[] targets) {
      own.shuffle(targets);
    }
  }

  private static RandomGenerator noise(Regulariser arm) {
    SplittableRandom random = new SplittableRandom(NOISE_SEED);
    if (arm == Regulariser.VARIATIONAL_DROPOUT) {
      return random;
    }
    return () -> uniform(random) | uniform(random) << Integer.SIZE;
  }

  /** A uniform number as the block draws it, as 32 bits. */
  private static long uniform(SplittableRandom random) {
    return (long) (random.nextDouble(1e-7, 1 - 1e-7) * 0x1p32);
  }

  @ParameterizedTest
  @CsvSource({
    "rnn, CONCRETE_DROPOUT, HOST",
    "rnn, VARIATIONAL_DROPOUT, DEVICE",
    "lstm, CONCRETE_DROPOUT, DEVICE",
    "lstm, VARIATIONAL_DROPOUT, HOST"
  })
  void aTrialIsAPlainLoopAroundTheLibrarysBlock(
      Architecture architecture, Regulariser arm, Placement placement) {
    Trial trial = new Trial("sine", Protocol.STRICT, architecture, LOOKBACK, arm, 42, SETTINGS);
    List<Double> losses = new ArrayList<>();
    List<float[]> weights = new ArrayList<>();
    TrialTrainer trainer =
        new TrialTrainer(
            Device.cpu(),
            placement,
            seed -> new SameNoise(Randomness.ofSeed(seed), noise(arm)),
            (double loss, NDArray gradient, NDArray row, PruningArm pruning) -> {
              losses.add(loss);
              weights.add(row.toFloatArray());
            });
    TrialOutcome.Completed outcome =
        (TrialOutcome.Completed) trainer.train(List.of(trial), SERIES).get(0);
    double first = losses.subList(0, 6).stream().mapToDouble(x -> x).sum();
    assertThat(losses).hasSize(18);

    Plain plain = new Plain(trial, true);
    plain.run();
    Plain still = new Plain(trial, false);
    still.run();
    assertThat(plain.losses.subList(0, 6).stream().mapToDouble(x -> x).sum())
        .isCloseTo(first, Offset.offset(1e-4));
    assertThat(distance(losses, plain.losses)).isLessThan(1e-4);
    // It is the learning that is compared: with the rate of the beginning, losses are others.
    assertThat(distance(losses, still.losses)).isGreaterThan(5e-4);
    assertThat(outcome.epochs().get(1).trainLoss())
        .isCloseTo(plain.epochLosses.get(1), Offset.offset(1e-4));
    float[] last = weights.get(weights.size() - 1);
    for (int i = 0; i < last.length; i++) {
      assertThat(last[i]).isCloseTo(plain.lastWeights[i], Offset.offset(1e-3f));
    }
  }

  private static double distance(List<Double> some, List<Double> others) {
    double most = 0;
    for (int i = 0; i < some.size(); i++) {
      most = Math.max(most, Math.abs(some.get(i) - others.get(i)));
    }
    return most;
  }

  /** The plain loop. */
  private static final class Plain {
    private final Trial trial;
    private final boolean learns;
    private final ConcreteDropout concrete = new ConcreteDropout(0.3, NOISE_SEED);
    private final VariationalDropout variational = new VariationalDropout(0.3, NOISE_SEED);
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> epochLosses = new ArrayList<>();
    private float[] lastWeights;

    Plain(Trial trial, boolean learns) {
      this.trial = trial;
      this.learns = learns;
    }

    private boolean isConcrete() {
      return trial.regulariser() == Regulariser.CONCRETE_DROPOUT;
    }

    void run() {
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        train(manager);
      }
    }

    private Block block(NDManager manager) {
      Block recurrent =
          trial.architecture().equals(Architecture.RNN)
              ? RNN.builder()
                  .setStateSize(UNITS)
                  .setNumLayers(1)
                  .setActivation(RNN.Activation.TANH)
                  .build()
              : LSTM.builder().setStateSize(UNITS).setNumLayers(1).build();
      NDIndex last = new NDIndex(":, -1");
      Block block =
          new SequentialBlock()
              .add(recurrent)
              .add(new LambdaBlock(list -> new NDList(list.head().get(last)), "last"))
              .add(isConcrete() ? concrete : variational)
              .add(Linear.builder().setUnits(1).build());
      block.setInitializer(Initializer.ZEROS, one -> !one.getName().equals("logit"));
      block.initialize(manager, DataType.FLOAT32, new Shape(1, LOOKBACK, SERIES.width()));
      return block;
    }

    private void train(NDManager manager) {
      ForecasterSpec spec =
          new ForecasterSpec(trial.architecture(), LOOKBACK, SERIES.width(), UNITS, 0, false);
      Block forecaster = Forecasters.zeros(spec, manager);
      Randomness randomness = Randomness.ofSeed(trial.seed());
      float[] initial = randomness.initialWeights(forecaster);

      Block block = block(manager);
      ParameterStore store = new ParameterStore(manager, false);
      List<PlainAdam> weights = new ArrayList<>();
      List<PlainAdam> logits = new ArrayList<>();
      int start = 0;
      NDArray head = null;
      for (Parameter parameter : block.getParameters().values()) {
        NDArray array = parameter.getArray();
        if (parameter.getName().equals("logit")) {
          logits.add(new PlainAdam(array, 10 * SETTINGS.learningRate()));
        } else {
          int size = (int) array.size();
          PlainAdam.set(array, Arrays.copyOfRange(initial, start, start + size));
          start += size;
          head = array.getShape().equals(new Shape(1, UNITS)) ? array : head;
          weights.add(new PlainAdam(array, SETTINGS.learningRate()));
        }
      }
      assertThat(start).isEqualTo(initial.length);

      int[] order = Windows.of(SERIES, LOOKBACK).train().clone();
      double variance = 1;
      for (int epoch = 0; epoch < SETTINGS.epochs(); epoch++) {
        randomness.shuffle(order);
        double sum = 0;
        for (int from = 0; from < order.length; from += SETTINGS.batchSize()) {
          int until = Math.min(order.length, from + SETTINGS.batchSize());
          double scale = 2 * variance / order.length;
          double loss;
          try (NDManager scope = manager.newSubManager()) {
            loss = step(scope, block, store, head, order, from, until, scale);
          }
          losses.add(loss);
          sum += loss * (until - from);
          weights.forEach(PlainAdam::step);
          if (learns) {
            logits.forEach(PlainAdam::step);
          }
        }
        variance = sum / order.length;
        epochLosses.add(variance);
      }
      lastWeights = new float[initial.length];
      int at = 0;
      for (PlainAdam one : weights) {
        float[] values = one.array().toFloatArray();
        System.arraycopy(values, 0, lastWeights, at, values.length);
        at += values.length;
      }
    }

    private double step(
        NDManager scope,
        Block block,
        ParameterStore store,
        NDArray head,
        int[] order,
        int from,
        int until,
        double scale) {
      int n = until - from;
      int length = LOOKBACK * SERIES.width();
      float[] inputs = new float[n * length];
      float[] labels = new float[n];
      for (int i = 0; i < n; i++) {
        int target = order[from + i];
        System.arraycopy(
            SERIES.features(), target * SERIES.width() - length, inputs, i * length, length);
        labels[i] = SERIES.target()[target];
      }
      NDArray windows = scope.create(inputs, new Shape(n, LOOKBACK, SERIES.width()));
      NDArray targets = scope.create(labels, new Shape(n, 1));
      return Autograd.recording(
          () -> {
            NDArray data = FlatParameters.loss(block, store, windows, targets);
            NDArray penalty =
                isConcrete()
                    ? concrete.penalty(head, 1e-8 / 2 * scale, scale)
                    : variational.penalty(scope, UNITS * scale);
            Autograd.backward(data.add(penalty));
            return (double) data.getFloat();
          });
    }
  }
}
