package org.synprune.jobs.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.batches.DeviceSeries;
import org.synprune.jobs.train.batches.SeriesOnDevice;
import org.synprune.jobs.train.network.EngineThread;
import org.synprune.jobs.train.outcome.BrokenDeviceException;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.stack.Randomness;
import org.synprune.jobs.train.stack.Stack;
import org.synprune.jobs.train.stack.StackSetup;
import org.synprune.jobs.train.stack.StepObserver;
import org.synprune.jobs.train.stack.TrialPruner;
import org.synprune.pruning.Placement;

/**
 * The one door to training: trials in, outcomes out. A trial's outcome depends on the trial and the
 * series alone, not on what is trained beside it, before it or in other threads.
 *
 * <p>Thread-safe; holds no state between calls.
 */
public final class TrialTrainer {

  /**
   * Threads that the matrix operations of one training use. With one, a result doesn't depend on
   * the machine's cores, and two trainings side by side are faster than one with two threads.
   */
  public static final int THREADS = EngineThread.COMPUTING;

  /**
   * Checks what can be known of a trial before its data are read.
   *
   * @param trial the trial
   * @throws InvalidSettingException if the settings contradict the arm
   */
  public static void requireTrainable(Trial trial) {
    TrialPruner.check(trial);
  }

  private static final Logger LOG = LoggerFactory.getLogger(TrialTrainer.class);

  /** Numbers that the engine computes at once, or a multiple of that. */
  private static final int VECTOR = 32;

  private final Device device;
  private final Placement placement;
  private final StackSizes sizes;
  private final StackLimits limits;
  private final LongFunction<Randomness> randomness;
  private final StepObserver observer;
  private final DeviceProof proof;

  /**
   * Creates a trainer.
   *
   * @param device where to train
   */
  public TrialTrainer(Device device) {
    this(device, StackSizes.MEASURED);
  }

  /**
   * Creates a trainer with other stack sizes than the measured ones.
   *
   * @param device where to train
   * @param sizes how many trials are trained side by side
   */
  public TrialTrainer(Device device, StackSizes sizes) {
    this(device, Placement.of(device), sizes, new StackLimits());
  }

  /**
   * Creates a trainer that computes elsewhere than it would by itself.
   *
   * @param device holds weights and computes matrix products
   * @param placement where the rest is computed: by Java in main memory, or by the engine on the
   *     device. On a GPU it has to be {@link Placement#DEVICE}
   * @param sizes how many trials are trained side by side
   * @param limits what is known of the device's memory; learns more
   */
  public TrialTrainer(Device device, Placement placement, StackSizes sizes, StackLimits limits) {
    this(
        device,
        placement,
        sizes,
        limits,
        Randomness::ofSeed,
        StepObserver.NONE,
        new DeviceProof.RoundTrip());
  }

  TrialTrainer(
      Device device,
      Placement placement,
      LongFunction<Randomness> randomness,
      StepObserver observer) {
    this(
        device,
        placement,
        StackSizes.MEASURED,
        new StackLimits(),
        randomness,
        observer,
        new DeviceProof.RoundTrip());
  }

  TrialTrainer(
      Device device,
      Placement placement,
      StackSizes sizes,
      StackLimits limits,
      LongFunction<Randomness> randomness,
      StepObserver observer,
      DeviceProof proof) {
    this.device = Objects.requireNonNull(device, "device");
    this.placement = Objects.requireNonNull(placement, "placement");
    if (placement == Placement.HOST && Placement.of(device) == Placement.DEVICE) {
      throw new IllegalArgumentException("Java can't compute on " + device + ", expected DEVICE");
    }
    this.sizes = Objects.requireNonNull(sizes, "sizes");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.randomness = Objects.requireNonNull(randomness, "randomness");
    this.observer = Objects.requireNonNull(observer, "observer");
    this.proof = Objects.requireNonNull(proof, "proof");
  }

  /**
   * Trains and scores. A trial that fails (its loss is no longer a number, memory runs out) is
   * returned as {@link TrialOutcome.Failed} and leaves the others alone.
   *
   * @param trials trials of one data set, architecture and lookback
   * @param series the prepared data of that data set and protocol
   * @return an outcome for each trial, in order
   * @throws BadInputException if the series gives no windows of that lookback
   * @throws BrokenDeviceException if the device does nothing any more
   * @throws IllegalArgumentException if the trials don't belong together or to the series
   */
  public List<TrialOutcome> train(List<Trial> trials, Series series) {
    return train(trials, series, TrainedModel.Sink.NONE);
  }

  /**
   * Trains and scores, and passes on the trained network of each trial that has a result.
   *
   * @param trials trials of one data set, architecture and lookback
   * @param series the prepared data of that data set and protocol
   * @param models is given the networks
   * @return an outcome for each trial, in order
   * @throws BadInputException if the series gives no windows of that lookback
   * @throws BrokenDeviceException if the device does nothing any more
   * @throws IllegalArgumentException if the trials don't belong together or to the series
   */
  public List<TrialOutcome> train(List<Trial> trials, Series series, TrainedModel.Sink models) {
    if (trials.isEmpty()) {
      return List.of();
    }
    Trial first = trials.get(0);
    for (Trial trial : trials) {
      if (!trial.dataset().equals(series.info().dataset())
          || trial.protocol() != series.info().protocol()
          || trial.architecture() != first.architecture()
          || trial.lookback() != first.lookback()) {
        throw new IllegalArgumentException(
            "trial "
                + trial.config()
                + " has another data set, protocol, architecture or lookback than the others or"
                + " than the series "
                + series.info());
      }
    }
    Windows windows = Windows.of(series, first.lookback());
    Map<Trial, TrialOutcome> outcomes = new HashMap<>();
    for (List<Trial> stack : StackPlan.stacks(trials, this::stackSize)) {
      List<TrialOutcome> trained = train(stack, series, windows, models);
      for (int i = 0; i < stack.size(); i++) {
        outcomes.put(stack.get(i), trained.get(i));
      }
    }
    return trials.stream().map(outcomes::get).toList();
  }

  private int stackSize(Trial trial) {
    // The engine computes whole vectors of numbers; what is left over it computes one by one, with
    // other roundings. The border between two networks mustn't lie within a vector.
    return trial.settings().hidden() % VECTOR == 0
        ? limits.of(device, trial.place(), sizes.of(device, trial.architecture(), trial.lookback()))
        : 1;
  }

  /**
   * Trains a stack. If it fails as a whole, its halves are tried, so that in the end only the trial
   * fails that is to blame.
   *
   * @throws BrokenDeviceException if the device is to blame
   */
  private List<TrialOutcome> train(
      List<Trial> stack, Series series, Windows windows, TrainedModel.Sink models) {
    long start = System.nanoTime();
    try {
      return EngineThread.run(() -> trained(stack, series, windows, models));
    } catch (RuntimeException | OutOfMemoryError e) {
      proof.requireAfter(device, e);
      if (DeviceProof.isOutOfMemory(e)) {
        limits.ranOut(device, stack.get(0).place(), stack.size());
      }
      if (stack.size() == 1) {
        LOG.warn("trial failed: {}", stack.get(0).config(), e);
        double seconds = (System.nanoTime() - start) * 1e-9;
        return List.of(
            TrialOutcome.Failed.of(stack.get(0), e, new TrialOutcome.Seconds(seconds, 0)));
      }
      LOG.warn("a stack of {} trials failed; its halves are tried", stack.size(), e);
      int half = stack.size() / 2;
      List<TrialOutcome> outcomes = new ArrayList<>();
      outcomes.addAll(train(stack.subList(0, half), series, windows, models));
      outcomes.addAll(train(stack.subList(half, stack.size()), series, windows, models));
      return outcomes;
    }
  }

  private List<TrialOutcome> trained(
      List<Trial> trials, Series series, Windows windows, TrainedModel.Sink models) {
    Trial first = trials.get(0);
    try (NDManager manager = PyTorch.manager(device)) {
      ForecasterSpec spec =
          new ForecasterSpec(
              first.architecture(),
              first.lookback(),
              series.width(),
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
          new StackSetup(spec, randomness, placement, onDevice, trials.size(), observer, models);
      return new Stack(manager, block, trials, series, windows, setup).run();
    }
  }
}
