package org.synprune.jobs.train.dropout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.train.batches.BatchSource.Batch;
import org.synprune.jobs.train.network.Autograd;
import org.synprune.jobs.train.network.NetworkFixture;
import org.synprune.jobs.train.network.StackedNetwork.LossGradient;
import org.synprune.jobs.train.weights.Adam;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.Placement;
import org.synprune.pruning.dropout.CounterMask;

/** Networks whose dropout learns: slopes against differences, and what learning leads to. */
class LearnedDropoutTest {

  private static final int WINDOWS = 1000;

  private static TrainingSettings settings(double learningRate, double rate) {
    return new TrainingSettings(4, 32, learningRate, 32, rate, 3, 3, PruningSettings.PAPER);
  }

  private static LearnedDropout learned(
      LearnedNoise noise, double learningRate, double rate, ParameterLayout layout) {
    return new LearnedDropout(
        noise, settings(learningRate, rate), new SplittableRandom(5), layout, WINDOWS);
  }

  private static LossGradient differentiate(
      NetworkFixture fixture, NDManager scope, LearnedDropout learned) {
    Batch batch = fixture.batches.gather(scope, 0, 5);
    StackDropout dropout = dropout(fixture, DropoutSource.NONE, learned);
    return Autograd.recording(
        () -> fixture.network.differentiate(batch.inputs(), batch.labels(), dropout));
  }

  @ParameterizedTest
  @CsvSource({
    "rnn, 7, CONCRETE",
    "rnn, 7, GAUSSIAN",
    "lstm, 7, CONCRETE",
    "lstm, 7, GAUSSIAN",
    "patchtst, 1, CONCRETE",
    "patchtst, 1, GAUSSIAN",
    "patchtst, 16, CONCRETE",
    "patchtst, 16, GAUSSIAN"
  })
  void theLossesLossGradientIsTheDifferenceOfLossesWithTheSameNoise(
      Architecture architecture, int lookback, LearnedNoise noise) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, lookback, 2);
        NDManager scope = fixture.manager.newSubManager()) {
      double error = 0;
      double norm = 0;
      for (double rate : new double[] {0.1, 0.2, 0.3, 0.4, 0.45}) {
        LearnedDropout learned = learned(noise, 1e-3, rate, fixture.layout);
        differentiate(fixture, scope, learned);
        // A relaxed mask bends within a tenth of a logit, Gaussian noise hardly does.
        double step = noise == LearnedNoise.CONCRETE ? 4e-3 : 0.04;
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
          double moved = noise.rate(noise.logit(rate) + (side == 0 ? -step : step));
          LossGradient slope =
              differentiate(fixture, scope, learned(noise, 1e-3, moved, fixture.layout));
          losses[side] = slope.losses().toFloatArray()[1];
        }
        double numeric = (losses[1] - losses[0]) / (2 * step);
        error += Math.pow(learned.slope() - numeric, 2);
        norm += numeric * numeric;
      }
      assertThat(Math.sqrt(norm)).isGreaterThan(1e-3);
      assertThat(Math.sqrt(error / norm)).isLessThan(0.02);
    }
  }

  @ParameterizedTest
  @CsvSource({"rnn, CONCRETE", "lstm, GAUSSIAN", "patchtst, CONCRETE", "patchtst, GAUSSIAN"})
  void weightsAreDifferentiatedThroughTheNoise(Architecture architecture, LearnedNoise noise) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, 16, 2);
        NDManager scope = fixture.manager.newSubManager()) {
      LossGradient slope = differentiate(fixture, scope, learned(noise, 1e-3, 0.3, fixture.layout));
      float[] analytic = slope.gradient().get(1).toFloatArray();
      // Along its own direction, where the difference is the largest.
      double squares = 0;
      for (float one : analytic) {
        squares += (double) one * one;
      }
      double norm = Math.sqrt(squares);
      double[] losses = new double[2];
      float step = 2e-2f;
      for (int side = 0; side < 2; side++) {
        float by = (side == 0 ? -step : step) / (float) norm;
        try (NDArray row = fixture.rows.get(1);
            NDArray move = slope.gradient().get(1).mul(by)) {
          row.addi(move);
          LearnedDropout same = learned(noise, 1e-3, 0.3, fixture.layout);
          losses[side] = differentiate(fixture, scope, same).losses().toFloatArray()[1];
          row.subi(move);
        }
      }
      assertThat((losses[1] - losses[0]) / (2 * step)).isCloseTo(norm, within(0.02 * norm));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void onlyWeightsThatReadWhatIsDroppedArePulledToZero(Architecture architecture) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, 7, 2)) {
      NDArray gradient = fixture.manager.zeros(fixture.rows.getShape());
      LearnedDropout learned = learned(LearnedNoise.CONCRETE, 1e-3, 0.2, fixture.layout);
      learned.observed(0.5);
      dropout(fixture, learned, DropoutSource.NONE).step(fixture.rows, gradient);
      float[] weights = fixture.rows.get(0).toFloatArray();
      float[] actual = gradient.get(0).toFloatArray();
      float[] expected = new float[actual.length];
      List<String> readers = new ArrayList<>();
      for (ParameterLayout.Entry entry : fixture.layout.entries()) {
        if (entry.path().endsWith("head_weight") || entry.path().endsWith("contract_weight")) {
          readers.add(entry.path());
          for (int i = entry.start(); i < entry.end(); i++) {
            // l^2 / (tau N) * w^2 / (1 - p)
            expected[i] = (float) (1e-8 * 0.5 / WINDOWS / 0.8 * 2 * weights[i]);
          }
        }
      }
      assertThat(readers).hasSize(architecture.equals(Architecture.PATCHTST) ? 3 : 1);
      assertThat(actual).containsExactly(expected, within(1e-17f));
      assertThat(gradient.get(1).toFloatArray()).containsOnly(0);
    }
  }

  @Test
  void networksOfAStackDropInOneWay() {
    try (NetworkFixture fixture = new NetworkFixture(Architecture.RNN, 7, 2)) {
      DropoutSource masks = new DropoutSource.Counted(new CounterMask(0.3, 1));
      DropoutSource learned = learned(LearnedNoise.CONCRETE, 1e-3, 0.3, fixture.layout);
      assertThatThrownBy(() -> dropout(fixture, masks, learned))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("several ways");
    }
  }

  private static StackDropout dropout(NetworkFixture fixture, DropoutSource... sources) {
    return StackDropout.of(List.of(sources), Placement.HOST, fixture.manager);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "patchtst"})
  void aStepKeepsNoMemoryOnceItsScopeIsClosed(Architecture architecture) {
    try (NetworkFixture fixture = new NetworkFixture(architecture, 16, 2)) {
      LearnedDropout learned = learned(LearnedNoise.CONCRETE, 1e-3, 0.3, fixture.layout);
      List<Integer> arrays = new ArrayList<>();
      for (int step = 0; step < 4; step++) {
        try (NDManager scope = fixture.manager.newSubManager()) {
          LossGradient slope = differentiate(fixture, scope, learned);
          learned.step(slope.gradient().get(0), slope.gradient().get(1));
        }
        arrays.add(fixture.manager.getManagedArrays().size());
      }
      // The first may leave what is used again, such as the engine's own gradients.
      assertThat(arrays.subList(1, arrays.size())).containsOnly(arrays.get(0));
    }
  }

  @ParameterizedTest
  @EnumSource(LearnedNoise.class)
  void theRateFallsWhereTheTargetCanBePredictedAndRisesWhereItIsNoise(LearnedNoise noise) {
    try (NetworkFixture fixture = new NetworkFixture(Architecture.RNN, 7, 2)) {
      LearnedDropout predictable = learned(noise, 1e-3, 0.3, fixture.layout);
      LearnedDropout hopeless = learned(noise, 1e-3, 0.3, fixture.layout);
      StackDropout dropout = dropout(fixture, predictable, hopeless);
      Adam adam = Adam.of(fixture.manager, fixture.rows, 0.01, Placement.HOST);
      SplittableRandom random = new SplittableRandom(2);
      for (int step = 0; step < 300; step++) {
        int[] windows = random.ints(64, 7, 300).toArray();
        fixture.batches.order(new int[][] {windows, windows});
        try (NDManager scope = fixture.manager.newSubManager()) {
          Batch batch = fixture.batches.gather(scope, 0, 64);
          float[] labels = batch.labels().toFloatArray();
          for (int i = 64; i < 128; i++) {
            labels[i] = (float) random.nextGaussian();
          }
          NDArray targets = scope.create(labels, new Shape(2, 64, 1));
          LossGradient slope =
              Autograd.recording(
                  () -> fixture.network.differentiate(batch.inputs(), targets, dropout));
          dropout.step(fixture.rows, slope.gradient());
          adam.step(fixture.rows, slope.gradient());
          float[] losses = slope.losses().toFloatArray();
          predictable.observed(losses[0]);
          hopeless.observed(losses[1]);
        }
      }
      assertThat(predictable.rate()).isLessThan(0.2);
      assertThat(hopeless.rate()).isGreaterThan(0.4);
    }
  }

  @Test
  void aRateThatCannotBeTheBeginningIsRefused() {
    for (double rate : new double[] {0, 0.5, 0.7}) {
      assertThatThrownBy(() -> trial(Regulariser.VARIATIONAL_DROPOUT, rate))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "training has dropout-rate = %s, expected above 0 and below 0.5 for"
                  + " variational-dropout to begin with",
              rate);
    }
    assertThatThrownBy(() -> trial(Regulariser.CONCRETE_DROPOUT, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected above 0 and below 1.0 for concrete-dropout");
    assertThat(trial(Regulariser.CONCRETE_DROPOUT, 0.7).dropoutRate()).isEqualTo(0.7);
    assertThat(trial(Regulariser.DROPOUT, 0).dropoutRate()).isZero();
  }

  private static Trial trial(Regulariser arm, double rate) {
    return new Trial("sine", Protocol.STRICT, Architecture.RNN, 7, arm, 1, settings(1e-3, rate));
  }
}
