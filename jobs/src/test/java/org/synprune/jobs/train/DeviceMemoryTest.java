package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.stack.PruningArm;
import org.synprune.jobs.train.stack.Randomness;
import org.synprune.pruning.Placement;

/**
 * Arrays that are open in a training, which all end with it: there may be no more as it goes on.
 */
class DeviceMemoryTest {

  /** 8 batches an epoch, and from the first epoch on all checkpoints that there will be. */
  private static final Series SERIES = TestSeries.sine(300, Protocol.PAPER);

  private static final int EPOCHS = 18;

  private static final TrainingSettings SETTINGS =
      new TrainingSettings(EPOCHS, 32, 1e-3, 32, 0.3, 3, EPOCHS, PruningSettings.PAPER);

  static Stream<Arguments> arms() {
    return Architecture.builtIn().stream()
        .flatMap(
            network ->
                Stream.of(Regulariser.values())
                    .flatMap(
                        arm ->
                            Stream.of(Placement.values())
                                .map(place -> Arguments.of(network, arm, place))));
  }

  /** Arrays of the whole training: the weights' manager is one of its own. */
  private static int open(NDArray weights) {
    return weights.getManager().getParentManager().getManagedArrays().size();
  }

  @ParameterizedTest
  @MethodSource("arms")
  void aTrainingKeepsNoMoreArraysAsItGoesOn(
      Architecture network, Regulariser arm, Placement placement) {
    List<Trial> trials = new ArrayList<>();
    for (long seed = 1; seed <= 2; seed++) {
      trials.add(new Trial("sine", Protocol.PAPER, network, 9, arm, seed, SETTINGS));
    }
    List<Integer> arrays = new ArrayList<>();
    TrialTrainer trainer =
        new TrialTrainer(
            Device.cpu(),
            placement,
            Randomness::ofSeed,
            (double loss, NDArray gradient, NDArray weights, PruningArm pruning) ->
                arrays.add(open(weights)));
    assertThat(trainer.train(trials, SERIES)).allMatch(Completed.class::isInstance);
    assertThat(arrays).hasSizeGreaterThan(100 * trials.size());
    int third = arrays.size() / 3;
    assertThat(Collections.max(arrays.subList(2 * third, arrays.size())))
        .isLessThanOrEqualTo(Collections.max(arrays.subList(third, 2 * third)));
  }
}
