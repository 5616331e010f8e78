package org.synprune.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.LogCapture;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.outcome.BrokenDeviceException;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Score;
import org.synprune.jobs.train.stack.PruningArm;
import org.synprune.jobs.train.stack.Randomness;
import org.synprune.jobs.train.stack.StepObserver;
import org.synprune.pruning.Placement;

/** What CUDA throws, thrown on the CPU. */
class DeviceFaultsTest {

  private static final Series SERIES = TestSeries.sine(300, Protocol.STRICT);

  private static final TrainingSettings SHORT =
      new TrainingSettings(4, 32, 1e-3, 32, 0.3, 3, 3, PruningSettings.PAPER);

  private static final String ASSERT = "CUDA error: device-side assert triggered\nCUDA kernel ...";
  private static final String MEMORY = "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has";

  private static final DeviceProof WORKS = device -> {};
  private static final DeviceProof BROKEN =
      device -> {
        throw new EngineException(ASSERT);
      };

  private static List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    for (long seed = 1; seed <= 4; seed++) {
      trials.add(
          new Trial("sine", Protocol.STRICT, Architecture.RNN, 7, Regulariser.NONE, seed, SHORT));
    }
    return trials;
  }

  /** Throws in the first steps that it sees. */
  private static StepObserver failing(int times, String message) {
    AtomicInteger calls = new AtomicInteger();
    return (double loss, NDArray gradient, NDArray weights, PruningArm pruning) -> {
      if (calls.incrementAndGet() <= times) {
        throw new EngineException(message);
      }
    };
  }

  private static TrialTrainer trainer(
      Placement placement, StackLimits limits, StepObserver observer, DeviceProof proof) {
    return new TrialTrainer(
        Device.cpu(), placement, StackSizes.of(4), limits, Randomness::ofSeed, observer, proof);
  }

  private static List<Score> scores(List<TrialOutcome> outcomes) {
    return outcomes.stream().map(one -> ((Completed) one).score()).toList();
  }

  private static List<Score> healthy(Placement placement) {
    return scores(
        trainer(placement, new StackLimits(), StepObserver.NONE, BROKEN).train(trials(), SERIES));
  }

  @ParameterizedTest
  @EnumSource(Placement.class)
  void aBrokenDeviceHasNoOutcomes(Placement placement) {
    List<TrainedModel> models = new ArrayList<>();
    TrialTrainer trainer = trainer(placement, new StackLimits(), failing(1, ASSERT), BROKEN);
    assertThatThrownBy(() -> trainer.train(trials(), SERIES, models::add))
        .isInstanceOf(BrokenDeviceException.class)
        .hasMessage(
            "cpu() does nothing any more in this process, since a training ended with 'CUDA error:"
                + " device-side assert triggered'; tried once more: 'CUDA error: device-side assert"
                + " triggered'");
    assertThat(models).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Placement.class)
  void anErrorThatTheDeviceGetsOverCostsNothing(Placement placement) {
    TrialTrainer trainer = trainer(placement, new StackLimits(), failing(1, ASSERT), WORKS);
    try (LogCapture log = LogCapture.of(TrialTrainer.class)) {
      assertThat(scores(trainer.train(trials(), SERIES))).isEqualTo(healthy(placement));
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void whereMemoryRanOutFewerAreTrainedSideBySideFromThenOn() {
    StackLimits limits = new StackLimits();
    Trial first = trials().get(0);
    // The device is asked for nothing: running out of memory leaves it whole.
    TrialTrainer trainer = trainer(Placement.DEVICE, limits, failing(2, MEMORY), BROKEN);
    try (LogCapture log = LogCapture.of(TrialTrainer.class)) {
      assertThat(trainer.train(trials(), SERIES)).allMatch(Completed.class::isInstance);
      assertThat(log.events()).hasSize(2);
      assertThat(limits.of(Device.cpu(), first.place(), 4)).isEqualTo(1);
      assertThat(limits.of(Device.gpu(1), first.place(), 4)).isEqualTo(4);
      assertThat(limits.of(Device.cpu(), other(first).place(), 4)).isEqualTo(4);
    }
    try (LogCapture log = LogCapture.of(TrialTrainer.class)) {
      TrialTrainer next = trainer(Placement.DEVICE, limits, StepObserver.NONE, BROKEN);
      assertThat(next.train(trials(), SERIES)).allMatch(Completed.class::isInstance);
      assertThat(log.events()).isEmpty();
    }
  }

  @Test
  void aTrialAloneIsComputedInFewerRowsWhereMemoryRanOut() {
    StackLimits limits = new StackLimits();
    List<Trial> one = trials().subList(0, 1);
    // Filled up to the 4 rows of its place, then to 2, which is what a trial alone takes.
    TrialTrainer trainer = trainer(Placement.DEVICE, limits, failing(1, MEMORY), BROKEN);
    try (LogCapture log = LogCapture.of(TrialTrainer.class)) {
      assertThat(scores(trainer.train(one, SERIES)))
          .isEqualTo(healthy(Placement.DEVICE).subList(0, 1));
      assertThat(log.events()).hasSize(1);
    }
    assertThat(limits.of(Device.cpu(), one.get(0).place(), 4)).isEqualTo(2);
  }

  @Test
  void stacksOfAPlaceHaveTheSameRowsOnADevice() {
    assertThat(training(Placement.DEVICE).rows(3, 4)).isEqualTo(4);
    assertThat(training(Placement.DEVICE).rows(5, 4)).isEqualTo(5);
    assertThat(training(Placement.HOST).rows(3, 4)).isEqualTo(3);
  }

  private static StackTraining training(Placement placement) {
    return new StackTraining(Device.cpu(), placement, Randomness::ofSeed, StepObserver.NONE);
  }

  private static Trial other(Trial trial) {
    return new Trial(
        "sine", Protocol.STRICT, Architecture.LSTM, 7, trial.regulariser(), 1, trial.settings());
  }

  @Test
  void aModelThatCannotBeFetchedIsTrainedAgain() {
    AtomicInteger calls = new AtomicInteger();
    List<Trial> fetched = new ArrayList<>();
    TrainedModel.Sink sink =
        model -> {
          if (calls.incrementAndGet() == 3) {
            throw new EngineException("CUDA error: an illegal memory access was encountered");
          }
          fetched.add(model.outcome().trial());
        };
    TrialTrainer trainer = trainer(Placement.DEVICE, new StackLimits(), StepObserver.NONE, WORKS);
    assertThat(scores(trainer.train(trials(), SERIES, sink))).isEqualTo(healthy(Placement.DEVICE));
    assertThat(fetched).containsAll(trials());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MEMORY,
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory"
      })
  void memoryThatRunsOutIsKnownByItsMessage(String message) {
    assertThat(DeviceProof.isOutOfMemory(new EngineException(message))).isTrue();
    assertThat(DeviceProof.isOutOfMemory(new RuntimeException(new EngineException(message))))
        .isTrue();
    assertThat(DeviceProof.isOutOfMemory(new EngineException(ASSERT))).isFalse();
    assertThat(DeviceProof.isOutOfMemory(new OutOfMemoryError("Java heap space"))).isTrue();
  }

  @Test
  void anErrorOfTheProgramIsNoFaultOfTheDevice() {
    assertThatCode(
            () -> BROKEN.requireAfter(Device.cpu(), new IllegalStateException("a fault of ours")))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                new DeviceProof.RoundTrip().requireAfter(Device.cpu(), new EngineException(ASSERT)))
        .doesNotThrowAnyException();
  }
}
