package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Placement;
import org.synprune.pruning.Preset;

/**
 * Trainings that PyTorch did (a reference of its own in {@code src/test/python}), done again by
 * {@link TrialTrainer} from the same weights and batches: every step must agree.
 */
class GoldenTraceTest {

  static Stream<Arguments> traces() {
    return Stream.of(Architecture.values())
        .flatMap(
            architecture ->
                Stream.of("none", "paper", "reference-code")
                    .flatMap(
                        arm ->
                            Stream.of(Placement.values())
                                .map(placement -> Arguments.of(architecture, arm, placement))));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void everyStepAgreesWithPyTorch(Architecture architecture, String arm, Placement placement) {
    GoldenTrace trace = GoldenTrace.read(architecture.id() + "-" + arm);
    boolean prunes = !arm.equals("none");
    Preset preset =
        prunes ? Preset.valueOf(arm.toUpperCase(Locale.ROOT).replace('-', '_')) : Preset.PAPER;
    Trial trial =
        trace.trial(architecture, prunes ? Regulariser.SYNAPTIC_PRUNING : Regulariser.NONE, preset);
    Series series = trace.series();
    Replay replay = trace.replay();
    GoldenComparison comparison = new GoldenComparison(trace, replay.starts());

    TrialOutcome ended =
        new TrialTrainer(Device.cpu(), placement, seed -> replay, comparison)
            .train(List.of(trial), series)
            .get(0);
    assertThat(ended).isInstanceOf(Completed.class);
    Completed outcome = (Completed) ended;

    double validation = 0;
    for (int i = 0; i < trace.validation.length; i++) {
      double loss = outcome.epochs().get(i).validationLoss();
      validation = Math.max(validation, Math.abs(loss / trace.validation[i] - 1));
    }
    System.out.printf(
        Locale.ROOT,
        "golden %s, %s, %s: %s; validation loss %.1e%n",
        architecture.id(),
        arm,
        placement,
        comparison,
        validation);

    assertThat(replay.sizes()).containsExactly(trace.layers);
    assertThat(comparison.steps).isEqualTo(trace.steps()).isGreaterThanOrEqualTo(50);
    assertThat(comparison.loss).as("loss").isLessThan(1e-5);
    assertThat(comparison.gradientNorm).as("gradient norm").isLessThan(2e-5);
    assertThat(comparison.weight).as("weight").isLessThan(1e-5);
    assertThat(comparison.norm).as("norm of the weights").isLessThan(1e-6);
    assertThat(comparison.checksum).as("checksum of the weights").isLessThan(1e-6);
    assertThat(validation).as("validation loss").isLessThan(1e-5);
    assertThat(comparison.unexplainedBits).as("mask bits that no tie explains").isZero();
    if (prunes) {
      assertThat(comparison.maskBits).isPositive();
      assertThat(comparison.prunedAtEnd).isEqualTo(trace.pruned(trace.steps()).cardinality());
    }
  }
}
