package org.synprune.bench.steps;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.train.StackLimits;
import org.synprune.jobs.train.StackSizes;
import org.synprune.jobs.train.TrialTrainer;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Placement;
import org.synprune.pruning.Preset;

/**
 * Our own training steps, through the door that a sweep uses: whole trials, their evaluation left
 * out of the time but all else (building the network, drawing weights, checkpoints) left in.
 * Pruning has no warm-up, so that it is at work in all of the short training.
 */
public final class OwnSteps implements StepTimer {

  /** The fewest batches: mask updates fall on every fifth, and each epoch has to have one. */
  public static final int LEAST_BATCHES = 20;

  /** The longest lookback. */
  public static final int MAX_LOOKBACK = 60;

  private static final int EPOCHS = 4;
  private static final int SCORED_ROWS = 64;
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(
          EPOCHS,
          TrainingCase.BATCH,
          1e-3,
          TrainingCase.HIDDEN,
          TrainingCase.DROPOUT,
          1,
          EPOCHS,
          new PruningSettings(Preset.PAPER, 0.3, 0.7, 0, 5));

  private final int trials;
  private final int stack;
  private final TrialTrainer trainer;

  /**
   * Creates a timer.
   *
   * @param trials how many trials are trained side by side
   * @param stack how many of them the trainer is given at once
   */
  public OwnSteps(int trials, int stack) {
    this.trials = trials;
    this.stack = Math.min(trials, stack);
    trainer =
        stack < trials
            ? new TrialTrainer(Device.cpu(), StackSizes.of(stack))
            : new TrialTrainer(Device.cpu());
  }

  /**
   * Creates a timer of one stack.
   *
   * @param trials how many trials are trained side by side
   * @param device where
   * @param placement where what is no matrix product is computed
   */
  public OwnSteps(int trials, Device device, Placement placement) {
    this.trials = trials;
    this.stack = trials;
    trainer = new TrialTrainer(device, placement, StackSizes.of(trials), new StackLimits());
  }

  public int trials() {
    return trials;
  }

  /** How many of them are trained side by side. */
  public int stack() {
    return stack;
  }

  @Override
  public double millis(TrainingCase cell, int batches) {
    int perEpoch = Math.max(1, batches / EPOCHS);
    Series series = series(cell.lookback(), perEpoch);
    double seconds = 0;
    for (int from = 0; from < trials; from += stack) {
      List<Trial> stacked =
          IntStream.range(from, Math.min(trials, from + stack))
              .mapToObj(i -> trial(cell, 42L + i))
              .toList();
      for (TrialOutcome outcome : trainer.train(stacked, series)) {
        if (!(outcome instanceof Completed)) {
          throw new IllegalStateException("a trial failed: " + outcome);
        }
        seconds += outcome.seconds().train();
      }
    }
    return seconds * 1e3 / trials / (perEpoch * EPOCHS);
  }

  /**
   * A trial as they are timed.
   *
   * @param cell what to train
   * @param seed its seed
   */
  public static Trial trial(TrainingCase cell, long seed) {
    return new Trial(
        "bench",
        Protocol.STRICT,
        cell.architecture(),
        cell.lookback(),
        cell.regulariser(),
        seed,
        SETTINGS);
  }

  /** Noise, with just the train rows that fill the batches and few rows to score. */
  public static Series series(int lookback, int batches) {
    int trained = lookback + batches * TrainingCase.BATCH;
    int validated = Math.max(trained, MAX_LOOKBACK) + SCORED_ROWS;
    int rows = validated + SCORED_ROWS;
    Random random = new Random(7);
    float[] features = new float[rows * TrainingCase.FEATURES];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    float[] target = new float[rows];
    double[] raw = new double[rows];
    boolean[] observed = new boolean[rows];
    for (int t = 0; t < rows; t++) {
      target[t] = features[t * TrainingCase.FEATURES];
      raw[t] = target[t];
      observed[t] = true;
    }
    List<String> names = new ArrayList<>();
    IntStream.range(0, TrainingCase.FEATURES).forEach(i -> names.add("x" + i));
    SeriesInfo info =
        new SeriesInfo(
            "bench",
            Protocol.STRICT,
            names,
            "x0",
            "1h",
            rows,
            MAX_LOOKBACK,
            trained,
            validated,
            0,
            1,
            "0".repeat(64),
            String.format("%064x", Arrays.hashCode(features)),
            false);
    return new Series(info, features, target, raw, new int[rows], observed);
  }
}
