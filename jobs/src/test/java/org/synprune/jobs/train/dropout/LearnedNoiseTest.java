package org.synprune.jobs.train.dropout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.synprune.jobs.train.network.Autograd;
import org.synprune.pruning.dropout.ConcreteDropout;
import org.synprune.pruning.dropout.VariationalDropout;

/** Factors' slopes against differences, and divergences against the library's blocks. */
class LearnedNoiseTest {

  private static double sum(float[] weights, float[] factors) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += (double) weights[i] * factors[i];
    }
    return sum;
  }

  private static float[] factors(LearnedNoise noise, double logit, int count) {
    float[] factors = new float[count];
    noise.draw(logit, factors, new SplittableRandom(8));
    return factors;
  }

  @ParameterizedTest
  @CsvSource({
    "CONCRETE, -0.85", "CONCRETE, 0.3", "CONCRETE, -6", "CONCRETE, 9",
    "GAUSSIAN, -0.29", "GAUSSIAN, 2", "GAUSSIAN, -6", "GAUSSIAN, 9"
  })
  void aFactorsSlopeIsTheDifferenceOfTheSameNoise(LearnedNoise noise, double logit) {
    float[] slopes = new float[501];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = (float) random.nextGaussian();
    }
    double step = 1e-3;
    double expected =
        (sum(slopes, factors(noise, logit + step, slopes.length))
                - sum(slopes, factors(noise, logit - step, slopes.length)))
            / (2 * step);
    double size = Math.sqrt(sum(slopes, slopes) * Math.max(1, Math.exp(logit)));
    assertThat(noise.slope(logit, factors(noise, logit, slopes.length), slopes))
        .isCloseTo(expected, within(2e-3 * size));
  }

  @ParameterizedTest
  @CsvSource({"CONCRETE, -0.85", "CONCRETE, 9", "GAUSSIAN, -0.29", "GAUSSIAN, 9"})
  void slopesMayBeSummedBeforeTheLogitIsKnown(LearnedNoise noise, double logit) {
    float[] factors = factors(noise, logit, 501);
    double[] sums = new double[3];
    float[] slopes = new float[factors.length];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = (float) random.nextGaussian();
      sums[0] += slopes[i];
      sums[1] += (double) slopes[i] * factors[i];
      sums[2] += (double) slopes[i] * factors[i] * factors[i];
    }
    double expected = noise.slope(logit, factors, slopes);
    assertThat(noise.slope(logit, new LearnedSums.OfNetwork(sums[0], sums[1], sums[2], 0)))
        .isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
  }

  @ParameterizedTest
  @EnumSource(LearnedNoise.class)
  void atItsBeginningItDisturbsAsMuchAsADropoutOfTheSettingsRate(LearnedNoise noise) {
    double logit = noise.logit(0.3);
    assertThat(noise.rate(logit)).isCloseTo(0.3, within(1e-12));
    float[] drawn = factors(noise, logit, 100_000);
    double mean = 0;
    double variance = 0;
    int low = 0;
    for (float one : drawn) {
      mean += one / 1e5;
      variance += (one - 1) * (one - 1) / 1e5;
      low += one < 0.5 / 0.7 ? 1 : 0;
    }
    assertThat(mean).isCloseTo(1, within(0.02));
    if (noise == LearnedNoise.CONCRETE) {
      assertThat(low / 1e5).isCloseTo(0.3, within(0.008));
    } else {
      assertThat(variance).isCloseTo(0.3 / 0.7, within(0.02));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.05", "0.3", "0.48"})
  void divergencesAreThoseOfTheLibrarysBlocks(double rate) {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] values = {1, -2, 3, 0.5f, 0.25f};
      NDArray weights = manager.create(values, new Shape(1, 5));
      weights.setRequiresGradient(true);
      ConcreteDropout concrete = new ConcreteDropout(rate, 1);
      VariationalDropout variational = new VariationalDropout(rate, 1);
      for (Block block : List.of(concrete, variational)) {
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 5));
      }
      double[] logits = {LearnedNoise.CONCRETE.logit(rate), LearnedNoise.GAUSSIAN.logit(rate)};
      Autograd.recording(
          () -> {
            // Length scale 1e-4, in units that single precision keeps.
            Autograd.backward(
                concrete.penalty(weights, 5e-9, 1).add(variational.penalty(manager, 5)));
            return null;
          });
      assertThat(LearnedNoise.CONCRETE.divergenceSlope(logits[0], 5, sum(values, values)))
          .isCloseTo(slope(concrete), within(1e-5));
      assertThat(LearnedNoise.GAUSSIAN.divergenceSlope(logits[1], 5, 0))
          .isCloseTo(slope(variational), within(1e-5));
      float[] pulls = weights.getGradient().toFloatArray();
      for (int i = 0; i < pulls.length; i++) {
        assertThat(LearnedNoise.CONCRETE.weightDecay(logits[0]) * values[i])
            .isCloseTo(pulls[i], within(1e-12));
      }
    }
  }

  private static double slope(Block block) {
    return block.getParameters().get("logit").getArray().getGradient().toFloatArray()[0];
  }
}
