package org.synprune.jobs.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.extend.OwnBlocks;
import org.synprune.jobs.extend.OwnCode;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.train.network.EngineThread;
import org.synprune.jobs.train.stack.PruningArm;
import org.synprune.jobs.train.stack.TrialPruner;
import org.synprune.jobs.train.weights.ParameterLayout;

/** Whether trials can be trained: what can be known before a sweep begins. */
public final class Trainability {

  private Trainability() {}

  /**
   * Checks what can be known of a trial before its data are read.
   *
   * @param trial the trial
   * @throws InvalidSettingException if the settings contradict the arm
   */
  public static void require(Trial trial) {
    if (trial.architecture().isOwn() && trial.regulariser().learnsRate()) {
      throw new InvalidSettingException(
          "regularisers",
          "holds '%s', whose dropout is learned: network '%s' is own code, expected 'dropout' or"
              + " 'mc-dropout'",
          trial.arm(),
          trial.architecture());
    }
    TrialPruner.check(trial);
  }

  /**
   * Makes sure that no part of own code has the name of one of the library's.
   *
   * @param code the own code
   * @throws BadInputException if one has
   */
  public static void requireOtherNames(OwnCode code) {
    TrialPruner.requireOtherNames(code);
  }

  /**
   * Checks whether a trial's training is long enough for its pruning.
   *
   * @param trial the trial
   * @param trainWindows windows of an epoch
   * @throws BadInputException if it isn't; the message names keys and values with which it is
   */
  public static void requireSchedule(Trial trial, int trainWindows) {
    int batch = trial.settings().batchSize();
    TrialPruner.tooShort(trial, Math.max(1, (trainWindows + batch - 1) / batch))
        .ifPresent(
            problem -> {
              throw new BadInputException(
                  "arm '" + trial.arm() + "' can't prune " + trial.place() + ": " + problem);
            });
  }

  /**
   * Checks whether a trial's network can be trained and pruned as its arm says. Loads the engine.
   *
   * @param trial the trial
   * @param features values of a row of its series
   * @throws IllegalArgumentException if the arm's structure doesn't suit a layer's shape, or drops
   *     where the network has no place for it; the message says why
   * @throws BadInputException if the network is own code that can't be used
   */
  public static void requirePrunable(Trial trial, int features) {
    ForecasterSpec spec =
        new ForecasterSpec(
            trial.architecture(),
            trial.lookback(),
            features,
            trial.horizon(),
            trial.settings().hidden(),
            0,
            false);
    EngineThread.run(
        () -> {
          try (NDManager manager = PyTorch.manager(Device.cpu())) {
            Block block = Forecasters.zeros(spec, manager);
            if (spec.architecture().isOwn()
                && trial.dropoutRate() > 0
                && OwnBlocks.places(block).isEmpty()) {
              throw new IllegalArgumentException(
                  "it has no place for dropout, expected NetworkRequest.dropout() in it");
            }
            PruningArm.requireFit(trial, new ParameterLayout(block), manager);
            return null;
          }
        });
  }
}
