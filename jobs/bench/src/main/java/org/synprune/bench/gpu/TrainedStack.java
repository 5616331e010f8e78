package org.synprune.bench.gpu;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Preset;

/** Trained networks by their seeds, to be held against others of the same trials. */
final class TrainedStack {

  private static final int BATCHES = 5;
  private static final int EPOCHS = 4;

  private static final TrainingSettings SETTINGS =
      new TrainingSettings(
          EPOCHS,
          TrainingCase.BATCH,
          1e-3,
          TrainingCase.HIDDEN,
          TrainingCase.DROPOUT,
          3,
          EPOCHS,
          new PruningSettings(Preset.PAPER, 0.3, 0.7, 1, 5));

  private static final long FIRST_SEED = 42;

  private final Map<Long, float[]> weights = new HashMap<>();
  private final Map<Long, Double> errors = new HashMap<>();

  /** How far two trainings of the same trials are from each other. */
  record Difference(boolean sameBits, double error) {

    @Override
    public String toString() {
      return sameBits
          ? "the same bits"
          : "other bits; test errors differ by up to %.1e of them".formatted(error);
    }
  }

  private TrainedStack() {}

  /**
   * Trains trials side by side.
   *
   * @param on where
   * @param cell what
   * @param trials how many; seeds count up from the same one
   * @throws IllegalStateException if one has no result
   */
  static TrainedStack of(CheckedDevice on, TrainingCase cell, int trials) {
    TrainedStack trained = new TrainedStack();
    Series series = OwnSteps.series(cell.lookback(), BATCHES);
    List<Trial> list =
        LongStream.range(FIRST_SEED, FIRST_SEED + trials)
            .mapToObj(
                seed ->
                    new Trial(
                        series.info().dataset(),
                        series.info().protocol(),
                        cell.architecture(),
                        cell.lookback(),
                        cell.regulariser(),
                        seed,
                        SETTINGS))
            .toList();
    List<TrialOutcome> outcomes =
        on.trainer(trials)
            .train(
                list,
                series,
                model -> trained.weights.put(model.outcome().trial().seed(), model.weights()));
    for (TrialOutcome outcome : outcomes) {
      if (!(outcome instanceof Completed completed)) {
        throw new IllegalStateException("a trial failed: " + outcome);
      }
      trained.errors.put(outcome.trial().seed(), completed.score().mae());
    }
    return trained;
  }

  /** Holds another against this one, over the trials that both have. */
  Difference to(TrainedStack other) {
    boolean same = true;
    double error = 0;
    for (Map.Entry<Long, Double> mine : errors.entrySet()) {
      Double theirs = other.errors.get(mine.getKey());
      if (theirs != null) {
        same &= Arrays.equals(weights.get(mine.getKey()), other.weights.get(mine.getKey()));
        same &= mine.getValue().equals(theirs);
        error = Math.max(error, Math.abs(theirs / mine.getValue() - 1));
      }
    }
    return new Difference(same, error);
  }
}
