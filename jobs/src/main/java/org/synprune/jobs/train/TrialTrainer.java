package org.synprune.jobs.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;

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
  public static final int THREADS = 1;

  private static final Logger LOG = LoggerFactory.getLogger(TrialTrainer.class);

  private final Device device;
  private final LongFunction<Randomness> randomness;
  private final StepObserver observer;

  /**
   * Creates a trainer.
   *
   * @param device where to train
   */
  public TrialTrainer(Device device) {
    this(device, Randomness::ofSeed, StepObserver.NONE);
  }

  TrialTrainer(Device device, LongFunction<Randomness> randomness, StepObserver observer) {
    this.device = Objects.requireNonNull(device, "device");
    this.randomness = Objects.requireNonNull(randomness, "randomness");
    this.observer = Objects.requireNonNull(observer, "observer");
  }

  /**
   * Trains and scores. A trial that fails (its loss is no longer a number, memory runs out) is
   * returned as {@link TrialOutcome.Failed} and leaves the others alone.
   *
   * @param trials trials of one data set, architecture and lookback
   * @param series the prepared data of that data set and protocol
   * @return an outcome for each trial, in order
   * @throws BadInputException if the series gives no windows of that lookback
   * @throws IllegalArgumentException if the trials don't belong together or to the series
   */
  public List<TrialOutcome> train(List<Trial> trials, Series series) {
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
            "trial " + trial.config() + " doesn't belong to the others or to " + series.info());
      }
    }
    Windows windows = Windows.of(series, first.lookback());
    List<TrialOutcome> outcomes = new ArrayList<>();
    for (Trial trial : trials) {
      outcomes.add(train(trial, series, windows));
    }
    return List.copyOf(outcomes);
  }

  /** Whatever a trial throws is its own result: it must not take its neighbours down. */
  private TrialOutcome train(Trial trial, Series series, Windows windows) {
    Stopwatch stopwatch = new Stopwatch();
    try {
      return Autograd.recording(
          () -> {
            try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
              return new Training(
                      manager,
                      trial,
                      series,
                      windows,
                      randomness.apply(trial.seed()),
                      observer,
                      stopwatch)
                  .run();
            }
          });
    } catch (DivergedException e) {
      LOG.warn("trial failed: {}: {}", e.getMessage(), trial.config());
      return failed(trial, e, stopwatch);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.warn("trial failed: {}", trial.config(), e);
      return failed(trial, e, stopwatch);
    }
  }

  private static TrialOutcome failed(Trial trial, Throwable e, Stopwatch stopwatch) {
    return new TrialOutcome.Failed(
        trial, e.getClass().getSimpleName(), e.getMessage(), stopwatch.seconds());
  }
}
