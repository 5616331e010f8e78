package org.synprune.jobs.cli.options;

import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.spark.DeviceChoice;
import org.synprune.jobs.sweep.SaveModels;
import org.synprune.jobs.train.StackSizes;
import picocli.CommandLine.Option;

/** How a sweep trains: which trials again, where, how many at once, and what it keeps. */
public final class SweepOptions {

  @Option(names = "--retry-failed", description = "Train the trials that failed before again.")
  private boolean retryFailed;

  @Option(names = "--fresh", description = "Delete the run's results first and start over.")
  private boolean fresh;

  @Option(
      names = "--take-over",
      description =
          "Take the run from a sweep that was killed, without waiting until its silence shows that"
              + " it is dead. Matters on stores such as HDFS and S3; on a mounted folder the"
              + " operating system knows.")
  private boolean takeOver;

  @Option(
      names = "--stack",
      paramLabel = "TRIALS",
      description =
          "Number of trials trained side by side (default: depends on network and lookback)."
              + " Affects speed and memory, not results.")
  private @Nullable Integer stack;

  @Option(
      names = "--device",
      paramLabel = "WHERE",
      description =
          "Where to train: cpu; gpu; or auto, on the GPU that Spark assigns to a task if there is"
              + " one, else on the CPU (default: auto).")
  private DeviceChoice device = DeviceChoice.AUTO;

  @Option(
      names = "--save-models",
      paramLabel = "WHICH",
      description =
          "Trained networks to keep in models/run=NAME/TRIAL_ID: none; all; or best: of the seeds"
              + " of each data set, protocol, architecture, lookback and regulariser only the one"
              + " with the lowest validation loss (default: none). The test error never decides,"
              + " but protocol 'paper' validates on its test rows. Trials that were trained without"
              + " this option are trained again.")
  private SaveModels saveModels = SaveModels.NONE;

  /**
   * Which trained networks to keep.
   *
   * @return the choice
   */
  public SaveModels saveModels() {
    return saveModels;
  }

  /**
   * Whether trials that failed before are trained again.
   *
   * @return true if so
   */
  public boolean retryFailed() {
    return retryFailed;
  }

  /**
   * Whether the run's results are deleted first.
   *
   * @return true if so
   */
  public boolean fresh() {
    return fresh;
  }

  /**
   * Whether the run is taken from a sweep that may still hold it.
   *
   * @return true if so
   */
  public boolean takeOver() {
    return takeOver;
  }

  /**
   * Where to train.
   *
   * @return the choice
   */
  public DeviceChoice device() {
    return device;
  }

  /**
   * Makes these options train again what failed before.
   *
   * @return this
   */
  public SweepOptions retrying() {
    retryFailed = true;
    return this;
  }

  /**
   * How many trials to train side by side.
   *
   * @return the sizes by network and lookback
   * @throws BadInputException if {@code --stack} is less than 1
   */
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
