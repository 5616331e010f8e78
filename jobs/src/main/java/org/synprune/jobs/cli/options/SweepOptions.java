package org.synprune.jobs.cli.options;

import org.synprune.jobs.BadInputException;
import org.synprune.jobs.sweep.DeviceChoice;
import org.synprune.jobs.sweep.SaveModels;
import org.synprune.jobs.train.StackSizes;
import picocli.CommandLine.Option;

/** How to go about a sweep. */
public final class SweepOptions {

  @Option(names = "--retry-failed", description = "Try trials again that have failed before.")
  private boolean retryFailed;

  @Option(names = "--fresh", description = "Remove the run's results first and start over.")
  private boolean fresh;

  @Option(
      names = "--stack",
      paramLabel = "TRIALS",
      description =
          "Train so many trials side by side (default: by network and lookback). A matter of speed"
              + " and memory; results don't depend on it.")
  private Integer stack;

  @Option(
      names = "--device",
      paramLabel = "WHERE",
      description =
          "Where to train: auto, on the GPU that Spark gives a task and else on the CPU; cpu; or"
              + " gpu (default: auto).")
  private DeviceChoice device = DeviceChoice.AUTO;

  @Option(
      names = "--save-models",
      paramLabel = "WHICH",
      description =
          "Trained networks to keep under models/run=NAME/TRIAL_ID: none; best, of each cell (data"
              + " set, protocol, architecture, lookback, regulariser) the trial of the lowest"
              + " validation loss over seeds, never by test error (but protocol 'paper' validates on"
              + " its test rows), and no other of the cell; or all (default: none)."
              + " Trials swept earlier without are trained again.")
  private SaveModels saveModels = SaveModels.NONE;

  public SaveModels saveModels() {
    return saveModels;
  }

  public boolean retryFailed() {
    return retryFailed;
  }

  public boolean fresh() {
    return fresh;
  }

  public DeviceChoice device() {
    return device;
  }

  /** The same, with trials tried again that have failed before. */
  public SweepOptions retrying() {
    retryFailed = true;
    return this;
  }

  public StackSizes stackSizes() {
    if (stack == null) {
      return StackSizes.MEASURED;
    }
    if (stack < 1) {
      throw new BadInputException("--stack is " + stack + ", expected 1 trial or more");
    }
    return StackSizes.of(stack);
  }
}
