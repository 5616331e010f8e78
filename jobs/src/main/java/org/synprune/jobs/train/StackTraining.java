package org.synprune.jobs.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.batches.DeviceSeries;
import org.synprune.jobs.train.batches.SeriesOnDevice;
import org.synprune.jobs.train.network.EngineThread;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.stack.Randomness;
import org.synprune.jobs.train.stack.Stack;
import org.synprune.jobs.train.stack.StackSetup;
import org.synprune.jobs.train.stack.StepObserver;
import org.synprune.pruning.Placement;

/**
 * How a stack is trained on a device.
 *
 * @param device holds weights and computes matrix products
 * @param placement where the rest is computed
 * @param randomness of a seed
 * @param observer watches the steps
 */
record StackTraining(
    Device device,
    Placement placement,
    LongFunction<Randomness> randomness,
    StepObserver observer) {

  StackTraining {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(placement, "placement");
    Objects.requireNonNull(randomness, "randomness");
    Objects.requireNonNull(observer, "observer");
    if (placement == Placement.HOST && Placement.of(device) == Placement.DEVICE) {
      throw new IllegalArgumentException("Java can't compute on " + device + ", expected DEVICE");
    }
  }

  /** The same, of trials as they are: nobody watches. */
  StackTraining unobserved() {
    return new StackTraining(device, placement, Randomness::ofSeed, StepObserver.NONE);
  }

  /**
   * How many networks are computed at a time. On a device stacks of a place are filled up to the
   * same size, as there the number of networks decides how products are computed.
   *
   * @param trials of the stack
   * @param size of stacks of their place
   */
  int rows(int trials, int size) {
    return switch (placement) {
      case HOST -> trials;
      case DEVICE -> Math.max(trials, size);
    };
  }

  /**
   * Trains.
   *
   * @param trials the stack
   * @param rows how many networks are computed at a time, see {@link #rows}
   * @param series their series
   * @param windows its windows
   * @param models takes the trained networks
   * @return an outcome for each trial, in order
   */
  List<TrialOutcome> run(
      List<Trial> trials, int rows, Series series, Windows windows, TrainedModel.Sink models) {
    return EngineThread.run(() -> trained(trials, rows, series, windows, models));
  }

  private List<TrialOutcome> trained(
      List<Trial> trials, int rows, Series series, Windows windows, TrainedModel.Sink models) {
    Trial first = trials.get(0);
    try (NDManager manager = PyTorch.manager(device)) {
      ForecasterSpec spec =
          new ForecasterSpec(
              first.architecture(),
              first.lookback(),
              series.width(),
              first.horizon(),
              first.settings().hidden(),
              0,
              false);
      Block block = Forecasters.zeros(spec, manager);
      SeriesOnDevice onDevice =
          switch (placement) {
            case HOST -> null;
            case DEVICE -> DeviceSeries.of(series, device);
          };
      StackSetup setup =
          new StackSetup(spec, randomness, placement, onDevice, rows, observer, models);
      return new Stack(manager, block, trials, series, windows, setup).run();
    }
  }
}
