package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.StackProbe.Tried;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.stack.PruningArm;
import org.synprune.jobs.train.stack.Randomness;
import org.synprune.pruning.Placement;

/** How many trials are trained side by side where that is found by trying. */
class StackProbeTest {

  private static final Series SERIES = TestSeries.sine(500, Protocol.STRICT);

  private static final TrainingSettings SHORT =
      new TrainingSettings(4, 32, 1e-3, 32, 0.3, 3, 3, PruningSettings.PAPER);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // as on a GPU that has room for all: a doubling costs nothing, then a little, then all
        "the doubling that saves no tenth is left out | 10 10 12 23 46 | 20",
        "a little less than twice as long is too long | 10 19 | 5",
        "all sizes are worth it                       | 10 10 10 | 20",
        "the smallest is all there is                 | 10 | 5",
        "only those that end in ten minutes           | 400 500 700 | 10",
        "none does: what is nearly free               | 4000 4500 5100 9000 | 10",
        "none does, and nothing is free               | 4000 8000 | 5",
      })
  void theBestSizeIsTheLargestThatIsWorthItsTime(String name, String seconds, int best) {
    List<Tried> tried = new ArrayList<>();
    int size = StackProbe.FIRST;
    for (String one : seconds.split(" ", -1)) {
      tried.add(new Tried(size, Double.parseDouble(one)));
      size *= 2;
    }
    assertThat(StackProbe.best(tried)).as(name).isEqualTo(best);
  }

  private static List<Trial> trials(int count) {
    return LongStream.range(0, count)
        .mapToObj(
            seed ->
                new Trial(
                    "sine",
                    Protocol.STRICT,
                    Architecture.RNN,
                    3,
                    Regulariser.SYNAPTIC_PRUNING,
                    seed,
                    SHORT))
        .toList();
  }

  @Test
  void sizesAreTriedOnceForAPlaceAndAsFarAsTrialsGo() {
    StackLimits limits = new StackLimits();
    StackTraining training =
        new StackTraining(
            Device.cpu(),
            Placement.DEVICE,
            Randomness::ofSeed,
            (double loss, NDArray gradient, NDArray weights, PruningArm pruning) -> {
              throw new AssertionError("nobody watches what is tried");
            });
    StackProbe probe = new StackProbe(training, limits);
    Windows windows = Windows.of(SERIES, 3);
    int size = probe.size(trials(7), SERIES, windows, 160);
    // 10 have room for all 7 trials.
    assertThat(size).isIn(5, 10);
    assertThat(limits.tried(Device.cpu(), trials(1).get(0).place())).contains(size);
    int again = probe.size(trials(100), SERIES, windows, 1);
    assertThat(again).isEqualTo(size);
    assertThat(new StackProbe(training, new StackLimits()).size(trials(7), SERIES, windows, 3))
        .isEqualTo(3);
  }

  @Test
  void trialsAreWhatTheyAreInAnySizeThatIsFound() {
    List<Trial> trials = trials(6);
    List<TrialOutcome> tried =
        trainer(StackSizes.tried(10)).train(trials, SERIES, TrainedModel.Sink.NONE);
    List<TrialOutcome> alone =
        trainer(StackSizes.of(1)).train(trials, SERIES, TrainedModel.Sink.NONE);
    for (int i = 0; i < trials.size(); i++) {
      assertThat(((Completed) tried.get(i)).score()).isEqualTo(((Completed) alone.get(i)).score());
    }
  }

  @Test
  void onlyGpusTrySizesUnlessToldTo() {
    for (Architecture architecture : Architecture.builtIn()) {
      assertThat(
              Arrays.stream(new int[] {1, 7, 60})
                  .mapToObj(rows -> StackSizes.MEASURED.areTried(Device.cpu(), architecture, rows)))
          .containsOnly(false);
      assertThat(StackSizes.MEASURED.areTried(Device.gpu(), architecture, 60)).isTrue();
      assertThat(StackSizes.of(4).areTried(Device.gpu(), architecture, 60)).isFalse();
      assertThat(StackSizes.tried(4).areTried(Device.cpu(), architecture, 60)).isTrue();
    }
  }

  private static TrialTrainer trainer(StackSizes sizes) {
    return new TrialTrainer(Device.cpu(), Placement.DEVICE, sizes, new StackLimits());
  }
}
