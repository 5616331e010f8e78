package org.synprune.bench.launches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.SeriesInfo;

class DemandTest {

  private static final GpuModel GPU = new GpuModel(3, 2e12, 20e12, 8, 2, 20);

  @Test
  void hostAndDeviceWorkSideBySideButForCopies() {
    Demand bound = new Demand(1, 100, 50, 2, 400);
    assertThat(bound.hostMicros(GPU)).isEqualTo(900);
    assertThat(bound.wallMicros(GPU)).isEqualTo(940);
    assertThat(new Demand(1, 100, 50, 2, 4000).wallMicros(GPU)).isEqualTo(4040);
  }

  @Test
  void aKernelTakesAtLeastItsLaunch() {
    assertThat(GPU.kernelMicros(1000, 1000)).isEqualTo(3);
    assertThat(GPU.kernelMicros(2e9, 0)).isEqualTo(1000);
    assertThat(GPU.kernelMicros(0, 20e9)).isEqualTo(1000);
  }

  @Test
  void demandsAreScaledToWholeTrainings() {
    Demand counted = new Demand(4, 40, 8, 4, 100);
    assertThat(counted.scaled(100, 1, 1)).isEqualTo(new Demand(100, 1000, 200, 100, 2500));
    assertThat(counted.scaled(4, 2, 3)).isEqualTo(new Demand(4, 80, 16, 8, 300));
    assertThat(Demand.NONE.scaled(5, 1, 1)).isEqualTo(new Demand(5, 0, 0, 0, 0));
    assertThat(Demand.of(counted.line())).isEqualTo(counted);
  }

  @Test
  void aPlaceHasTheStepsOfAllEpochs() {
    SeriesInfo info =
        new SeriesInfo(
            "sine",
            Protocol.STRICT,
            List.of("x"),
            "x",
            "1h",
            1000,
            60,
            647,
            800,
            0,
            1,
            "0",
            "1",
            false);
    Demand one = new Demand(1, 10, 0, 0, 30);
    PlaceDemand place =
        PlaceDemand.of(
            info,
            Architecture.RNN,
            7,
            Map.of(TrainingPart.STEP, one, TrainingPart.UPDATE, one, TrainingPart.EPOCH, one));
    // 640 windows are 10 batches, and 18 of 20 epochs have an update.
    assertThat(place.parts().get(TrainingPart.STEP).times()).isEqualTo(200);
    assertThat(place.parts().get(TrainingPart.UPDATE).times()).isEqualTo(18);
    assertThat(place.whole().launches()).isEqualTo(10 * (200 + 18 + 20));
    assertThat(place.gpuSeconds()).isCloseTo(238 * 30e-6, within(1e-12));
    assertThat(place.wallSeconds(GPU)).isCloseTo(238 * 80e-6, within(1e-12));
  }

  @Test
  void whatAStepOfARecurrentNetworkAsksForIsCounted() {
    Map<TrainingPart, Demand> counted = new GpuEstimate(1).counted(Architecture.RNN, 3);
    Demand step = counted.get(TrainingPart.STEP).scaled(1, 1, 1);
    assertThat(counted.get(TrainingPart.STEP).times())
        .isEqualTo(LaunchChild.EPOCHS * LaunchChild.BATCHES);
    assertThat(step.transfers()).isZero();
    assertThat(step.launches()).isBetween(30L, 300L);
    assertThat(step.gpuMicros()).isGreaterThanOrEqualTo(3.0 * step.launches());
    assertThat(counted.get(TrainingPart.UPDATE).times()).isBetween(1L, (long) LaunchChild.EPOCHS);
    assertThat(counted.get(TrainingPart.UPDATE).scaled(1, 1, 1).transfers()).isEqualTo(1);
  }

  @Test
  void longJobsGoFirstAndNoGpuDoesMoreThanWork() {
    assertThat(GpuEstimate.makespan(new double[] {5, 4, 3, 2, 2}, 8, 2, 1)).isEqualTo(9);
    assertThat(GpuEstimate.makespan(new double[] {5, 4, 3, 2, 2}, 8, 1, 2)).isEqualTo(9);
    // Two processes on one GPU that has 15 seconds of work.
    assertThat(GpuEstimate.makespan(new double[] {5, 4, 3, 2, 2}, 15, 1, 2)).isEqualTo(15);
  }
}
