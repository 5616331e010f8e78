package org.synprune.jobs.train;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.network.EngineThread;
import org.synprune.jobs.train.outcome.BrokenDeviceException;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.stack.Randomness;
import org.synprune.jobs.train.stack.StepObserver;
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

  private static final Logger LOG = LoggerFactory.getLogger(TrialTrainer.class);

  /** Numbers that the engine computes at once, or a multiple of that. */
  private static final int VECTOR = 32;

  private final StackTraining training;
  private final StackSizes sizes;
  private final StackLimits limits;
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
    training = new StackTraining(device, placement, randomness, observer);
    this.sizes = Objects.requireNonNull(sizes, "sizes");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.proof = Objects.requireNonNull(proof, "proof");
  }

  /**
   * Trains and scores. A trial that fails (its loss is no longer a number, memory runs out) is
   * returned as {@link TrialOutcome.Failed} and leaves the others alone.
   *
   * @param trials trials of one data set, architecture, lookback and horizon
   * @param series the prepared data of that data set and protocol
   * @return an outcome for each trial, in order
   * @throws BadInputException if the series gives no windows of that lookback and horizon
   * @throws BrokenDeviceException if the device does nothing any more
   * @throws IllegalArgumentException if the trials don't belong together or to the series
   */
  public List<TrialOutcome> train(List<Trial> trials, Series series) {
    return train(trials, series, TrainedModel.Sink.NONE);
  }

  /**
   * Trains and scores, and passes on the trained network of each trial that has a result.
   *
   * @param trials trials of one data set, architecture, lookback and horizon
   * @param series the prepared data of that data set and protocol
   * @param models is given the networks
   * @return an outcome for each trial, in order
   * @throws BadInputException if the series gives no windows of that lookback and horizon
   * @throws BrokenDeviceException if the device does nothing any more
   * @throws IllegalArgumentException if the trials don't belong together or to the series
   */
  public List<TrialOutcome> train(List<Trial> trials, Series series, TrainedModel.Sink models) {
    return train(trials, series, models, () -> true);
  }

  /**
   * Trains and scores stack by stack, as long as there is time.
   *
   * @param trials trials of one data set, architecture, lookback and horizon
   * @param series the prepared data of that data set and protocol
   * @param models is given the networks
   * @param goOn asked before each stack but the first: whether it is trained, too
   * @return an outcome for each trial that was trained, in order
   * @throws BadInputException if the series gives no windows of that lookback and horizon
   * @throws BrokenDeviceException if the device does nothing any more
   * @throws IllegalArgumentException if the trials don't belong together or to the series
   */
  public List<TrialOutcome> train(
      List<Trial> trials, Series series, TrainedModel.Sink models, BooleanSupplier goOn) {
    if (trials.isEmpty()) {
      return List.of();
    }
    Trial first = trials.get(0);
    for (Trial trial : trials) {
      if (!trial.dataset().equals(series.info().dataset())
          || trial.protocol() != series.info().protocol()
          || !trial.architecture().equals(first.architecture())
          || trial.lookback() != first.lookback()
          || trial.horizon() != first.horizon()) {
        throw new IllegalArgumentException(
            "trial "
                + trial.config()
                + " has another data set, protocol, architecture, lookback or horizon than the others"
                + " or than the series "
                + series.info());
      }
    }
    Windows windows = Windows.of(series, first.lookback(), first.horizon());
    Map<Trial, TrialOutcome> outcomes = new HashMap<>();
    for (StackPlan.Planned stack :
        StackPlan.stacks(trials, alike -> stackSize(alike, series, windows))) {
      if (!outcomes.isEmpty() && !goOn.getAsBoolean()) {
        break;
      }
      int size = limits.of(training.device(), first.place(), stack.size());
      List<TrialOutcome> trained = train(stack.trials(), size, series, windows, models);
      for (int i = 0; i < trained.size(); i++) {
        outcomes.put(stack.trials().get(i), trained.get(i));
      }
    }
    return trials.stream().filter(outcomes::containsKey).map(outcomes::get).toList();
  }

  /** How many of trials with equal settings are trained side by side. */
  private int stackSize(List<Trial> alike, Series series, Windows windows) {
    Trial trial = alike.get(0);
    Device device = training.device();
    // The engine computes whole vectors of numbers; what is left over it computes one by one, with
    // other roundings. The border between two networks mustn't lie within a vector.
    if (trial.settings().hidden() % VECTOR != 0) {
      return 1;
    }
    int size = sizes.of(device, trial.architecture(), trial.lookback());
    if (sizes.areTried(device, trial.architecture(), trial.lookback())) {
      size = tried(alike, series, windows, size);
    }
    return limits.of(device, trial.place(), size);
  }

  /** What is tried may fail as any training. */
  private int tried(List<Trial> alike, Series series, Windows windows, int most) {
    try {
      return new StackProbe(training, limits).size(alike, series, windows, most);
    } catch (RuntimeException e) {
      proof.requireAfter(training.device(), e);
      LOG.warn("{}: no size of stacks could be tried", alike.get(0).place(), e);
      return StackProbe.FIRST;
    }
  }

  /**
   * Trains a stack. Where memory runs out, fewer networks are computed at a time. If it fails as a
   * whole, its halves are tried, so that in the end only the trial fails that is to blame.
   *
   * @param size how many networks are computed at a time on a device
   * @throws BrokenDeviceException if the device is to blame
   */
  private List<TrialOutcome> train(
      List<Trial> stack, int size, Series series, Windows windows, TrainedModel.Sink models) {
    long start = System.nanoTime();
    int rows = training.rows(stack.size(), size);
    try {
      return training.run(stack, rows, series, windows, models);
    } catch (RuntimeException | OutOfMemoryError e) {
      proof.requireAfter(training.device(), e);
      int fitting = rows;
      if (DeviceProof.isOutOfMemory(e)) {
        fitting = Math.max(1, rows / 2);
        limits.ranOut(training.device(), stack.get(0).place(), rows);
      }
      if (fitting < rows && rows > stack.size()) {
        LOG.warn("{} networks at a time failed; {} are tried", rows, fitting, e);
        return train(stack, fitting, series, windows, models);
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
      outcomes.addAll(train(stack.subList(0, half), fitting, series, windows, models));
      outcomes.addAll(train(stack.subList(half, stack.size()), fitting, series, windows, models));
      return outcomes;
    }
  }
}
