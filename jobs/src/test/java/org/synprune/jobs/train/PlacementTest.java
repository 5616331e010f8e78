package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Placement;

/** Trainings as on a GPU, by the engine alone, beside those in which Java computes. */
class PlacementTest {

  private static final Series SERIES = TestSeries.sine(300, Protocol.STRICT);

  private static final TrainingSettings SHORT =
      new TrainingSettings(4, 32, 1e-3, 32, 0.3, 3, 3, PruningSettings.PAPER);

  private static List<Completed> train(List<Trial> trials, Placement placement) {
    return new TrialTrainer(Device.cpu(), placement, StackSizes.of(4), new StackLimits())
        .train(trials, SERIES).stream().map(Completed.class::cast).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "rnn, 1, 1",
    "rnn, 9, 1",
    "rnn, 9, 3",
    "lstm, 1, 1",
    "lstm, 9, 1",
    "patchtst, 1, 1",
    "patchtst, 9, 1",
    "patchtst, 9, 3"
  })
  void everyArmLearnsTheSameInBothPlaces(Architecture architecture, int lookback, int horizon) {
    Variant variant = Variant.NONE.withHorizon(horizon);
    List<Trial> trials = new ArrayList<>();
    for (Regulariser arm : Regulariser.values()) {
      ArmSpec spec = ArmSpec.of(arm);
      trials.add(
          new Trial("sine", Protocol.STRICT, architecture, lookback, spec, 5, SHORT, variant));
    }
    List<Completed> host = train(trials, Placement.HOST);
    List<Completed> device = train(trials, Placement.DEVICE);
    for (int i = 0; i < trials.size(); i++) {
      Completed expected = host.get(i);
      Completed actual = device.get(i);
      String arm = trials.get(i).config();
      for (int epoch = 0; epoch < expected.epochs().size(); epoch++) {
        double loss = expected.epochs().get(epoch).trainLoss();
        double validation = expected.epochs().get(epoch).validationLoss();
        assertThat(actual.epochs().get(epoch).trainLoss())
            .as(arm)
            .isCloseTo(loss, within(1e-5 * loss));
        assertThat(actual.epochs().get(epoch).validationLoss())
            .as(arm)
            .isCloseTo(validation, within(1e-5 * validation));
      }
      assertThat(actual.score().mae())
          .as(arm)
          .isCloseTo(expected.score().mae(), within(1e-5 * expected.score().mae()));
      assertThat(actual.layers()).as(arm).isEqualTo(expected.layers());
      assertThat(actual.sparsity()).as(arm).isEqualTo(expected.sparsity());
    }
  }

  @Test
  void javaDoesNotComputeOnAGpu() {
    assertThatThrownBy(
            () ->
                new TrialTrainer(
                    Device.gpu(), Placement.HOST, StackSizes.MEASURED, new StackLimits()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected DEVICE");
    assertThat(Placement.of(Device.gpu())).isEqualTo(Placement.DEVICE);
    assertThat(Placement.of(Device.cpu())).isEqualTo(Placement.HOST);
  }
}
