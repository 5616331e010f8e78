package org.synprune.jobs.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * Finds out how many trials of a place are best trained side by side on a device: trains a few
 * batches of ever larger stacks. What is found is noted, so that it is done once in a process.
 *
 * @param training trains
 * @param limits remembers what was found
 */
record StackProbe(StackTraining training, StackLimits limits) {

  /** The first size that is tried; each next one is twice as large. */
  static final int FIRST = 5;

  /** Seconds that a stack may take, if any size can do it in that time. */
  static final double LONGEST_SECONDS = 600;

  /** A size of which a trial takes no less time than this share of half the size is too large. */
  private static final double WORTH_IT = 0.9;

  /** What more trials side by side may take where even the smallest stack takes too long. */
  private static final double FREE = 1.25;

  private static final int EPOCHS = 2;
  private static final int BATCHES = 8;

  private static final Logger LOG = LoggerFactory.getLogger(StackProbe.class);

  /**
   * A size that was tried.
   *
   * @param size trials side by side
   * @param seconds that all of them would take for a whole training
   */
  record Tried(int size, double seconds) {

    double secondsOfATrial() {
      return seconds / size;
    }
  }

  /**
   * The size for trials of a place.
   *
   * @param trials trials with equal settings, all that are to be trained now
   * @param series what they are trained on
   * @param windows its windows
   * @param most the largest size that is tried
   * @return how many of them to train side by side
   * @throws RuntimeException if training fails for another reason than memory
   */
  int size(List<Trial> trials, Series series, Windows windows, int most) {
    Trial first = trials.get(0);
    return limits
        .tried(training.device(), first.place())
        .orElseGet(
            () -> {
              List<Tried> tried = tried(trials, series, windows, most);
              int best = tried.isEmpty() ? 1 : best(tried);
              LOG.info(
                  "{} on {}: {} side by side, of {}",
                  first.place(),
                  training.device(),
                  best,
                  tried);
              limits.tried(training.device(), first.place(), best);
              return best;
            });
  }

  private List<Tried> tried(List<Trial> trials, Series series, Windows windows, int most) {
    Trial first = trials.get(0);
    int batch = first.settings().batchSize();
    Windows few =
        new Windows(
            windows.lookback(),
            windows.horizon(),
            head(windows.train(), BATCHES * batch),
            head(windows.validation(), batch),
            head(windows.test(), batch));
    double times =
        first.settings().epochs() * (double) windows.train().length / (EPOCHS * few.train().length);
    List<Tried> tried = new ArrayList<>();
    for (int size = Math.min(FIRST, most); size <= most; size *= 2) {
      try {
        seconds(first, size, series, few);
        tried.add(new Tried(size, times * seconds(first, size, series, few)));
      } catch (RuntimeException | OutOfMemoryError e) {
        if (!DeviceProof.isOutOfMemory(e)) {
          throw e;
        }
        break;
      }
      // Another doubling is in vain where the last one was, or all that is to be trained has room.
      if (size >= trials.size() || isInVain(tried)) {
        break;
      }
    }
    return tried;
  }

  private static boolean isInVain(List<Tried> tried) {
    int last = tried.size() - 1;
    return last > 0
        && tried.get(last).secondsOfATrial() > WORTH_IT * tried.get(last - 1).secondsOfATrial();
  }

  private double seconds(Trial trial, int size, Series series, Windows windows) {
    TrainingSettings settings = trial.settings();
    TrainingSettings few =
        new TrainingSettings(
            EPOCHS,
            settings.batchSize(),
            settings.learningRate(),
            settings.hidden(),
            settings.dropoutRate(),
            settings.mcPasses(),
            settings.patience(),
            settings.pruning());
    List<Trial> plain =
        LongStream.range(0, size)
            .mapToObj(
                seed ->
                    new Trial(
                        trial.dataset(),
                        trial.protocol(),
                        trial.architecture(),
                        trial.lookback(),
                        ArmSpec.of(Regulariser.NONE),
                        seed,
                        few,
                        trial.variant()))
            .toList();
    return training.unobserved().run(plain, size, series, windows, TrainedModel.Sink.NONE).stream()
        .map(TrialOutcome::seconds)
        .mapToDouble(TrialOutcome.Seconds::train)
        .sum();
  }

  /**
   * The best size: the largest that is worth its time, among those whose stacks end in time. Where
   * none does, more trials are trained side by side as long as they cost hardly anything.
   *
   * @param tried sizes, ascending, at least one
   * @return one of them
   */
  static int best(List<Tried> tried) {
    Tried best = tried.get(0);
    boolean inTime = best.seconds() <= LONGEST_SECONDS;
    for (Tried next : tried.subList(1, tried.size())) {
      boolean allowed =
          inTime
              ? next.seconds() <= LONGEST_SECONDS
              : next.seconds() <= FREE * tried.get(0).seconds();
      if (!allowed || next.secondsOfATrial() > WORTH_IT * best.secondsOfATrial()) {
        break;
      }
      best = next;
    }
    return best.size();
  }

  private static int[] head(int[] targets, int most) {
    return Arrays.copyOf(targets, Math.min(most, targets.length));
  }
}
