package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.pruning.Placement;

/**
 * Trainings that PyTorch did, done again by {@link TrialTrainer} from the same weights and batches:
 * every step must agree.
 */
class GoldenTraceTest {

  static Stream<Arguments> traces() {
    return Architecture.builtIn().stream()
        .flatMap(
            architecture ->
                GoldenRun.ARMS.stream()
                    .flatMap(
                        arm ->
                            Stream.of(Placement.values())
                                .map(placement -> Arguments.of(architecture, arm, placement))));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void everyStepAgreesWithPyTorch(Architecture architecture, String arm, Placement placement) {
    GoldenRun run = GoldenRun.of(Device.cpu(), placement, architecture, arm);
    System.out.printf("golden %s, %s, %s: %s%n", architecture.id(), arm, placement, run);

    assertThat(run.faults(1)).isEmpty();
    assertThat(run.replay.sizes()).containsExactly(run.trace.layers);
    assertThat(run.comparison.steps).isGreaterThanOrEqualTo(50);
    if (!arm.endsWith("none")) {
      assertThat(run.comparison.maskBits).isPositive();
      assertThat(run.comparison.prunedAtEnd)
          .isEqualTo(run.trace.pruned(run.trace.steps()).cardinality());
    }
  }

  /** The limits catch what they are for. */
  @Test
  void aDeviationIsAFault() {
    GoldenRun run = GoldenRun.of(Device.cpu(), Placement.HOST, Architecture.RNN, "none");
    assertThat(run.faults(1e-9)).hasSizeGreaterThanOrEqualTo(5);
    run.comparison.loss = Double.NaN;
    run.comparison.steps--;
    assertThat(run.faults(1)).hasSize(2).first().isEqualTo("loss deviates by NaN, limit 1e-05");
  }
}
