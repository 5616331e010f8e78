package org.synprune.bench.launches;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.train.StackLimits;
import org.synprune.jobs.train.StackSizes;
import org.synprune.jobs.train.TrialTrainer;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Placement;
import org.synprune.pruning.Preset;

/**
 * Trains a place of the paper's grid, all arms and seeds in one stack, on the path of a GPU, and
 * prints what each part asked for. To be started with {@link LaunchRules}.
 */
final class LaunchChild {

  /** How each line begins. */
  static final String START = "demand ";

  /** Batches of an epoch: mask updates fall on every fifth. */
  static final int BATCHES = 10;

  static final int EPOCHS = 4;

  private static final List<Regulariser> ARMS =
      List.of(
          Regulariser.NONE,
          Regulariser.DROPOUT,
          Regulariser.MC_DROPOUT,
          Regulariser.SYNAPTIC_PRUNING);

  /** The paper's settings, but for fewer epochs, which all prune. */
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(
          EPOCHS,
          TrainingCase.BATCH,
          1e-3,
          TrainingCase.HIDDEN,
          TrainingCase.DROPOUT,
          20,
          EPOCHS,
          new PruningSettings(Preset.PAPER, 0.3, 0.7, 0, 5));

  private LaunchChild() {}

  /** Arguments: network, lookback, seeds. */
  public static void main(String[] args) {
    Architecture network = Architecture.of(args[0]);
    int lookback = Integer.parseInt(args[1]);
    int seeds = Integer.parseInt(args[2]);
    Series series = OwnSteps.series(lookback, BATCHES);
    List<Trial> trials = new ArrayList<>();
    for (Regulariser arm : ARMS) {
      for (long seed = 1; seed <= seeds; seed++) {
        trials.add(
            new Trial(
                series.info().dataset(), Protocol.STRICT, network, lookback, arm, seed, SETTINGS));
      }
    }
    TrialTrainer trainer =
        new TrialTrainer(
            Device.cpu(), Placement.DEVICE, StackSizes.of(trials.size()), new StackLimits());
    if (!trainer.train(trials, series).stream().allMatch(Completed.class::isInstance)) {
      throw new IllegalStateException("a trial failed");
    }
    Tally.sums()
        .forEach((part, demand) -> System.out.println(START + part.id() + " " + demand.line()));
  }
}
