package org.synprune.jobs.sweep.check;

import ai.djl.Device;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.StorageFailure;
import org.synprune.jobs.train.TrialTrainer;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * Finds out whether a process can train: the engine loads, a training step gives the numbers that
 * it gives everywhere, and the results' store can be written. Each process that has one, such as
 * the value of a broadcast, tries it once a device. Thread-safe.
 */
public final class ExecutorCheck implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** One epoch of one batch: one step. */
  private static final TrainingSettings ONE_STEP =
      new TrainingSettings(1, 256, 0.05, 32, 0, 1, 1, PruningSettings.PAPER);

  /** The mean absolute error after that step, raw units. */
  static final double EXPECTED = 0.426975;

  /** Processors and GPUs differ in the last digits; what is broken differs in the first ones. */
  private static final double TOLERANCE = 1e-3;

  private final Folder folder;
  private final Path staging;
  private final double expected;

  /** What is wrong, by device; empty if nothing is. Null in a process that has tried nothing. */
  private transient @Nullable Map<Device, String> findings;

  /**
   * A check that isn't made yet.
   *
   * @param folder a folder of the store where nobody minds a file
   * @param staging a folder of the same store for files that aren't whole yet
   */
  public ExecutorCheck(Folder folder, Path staging) {
    this(folder, staging, EXPECTED);
  }

  ExecutorCheck(Folder folder, Path staging, double expected) {
    this.folder = Objects.requireNonNull(folder, "folder");
    this.staging = Objects.requireNonNull(staging, "staging");
    this.expected = expected;
  }

  /**
   * Makes the check, if this process hasn't yet.
   *
   * @param device where trials are trained
   * @throws UnfitExecutorException if it fails or has failed
   */
  public synchronized void require(Device device) {
    if (findings == null) {
      findings = new HashMap<>();
    }
    String found = findings.get(device);
    if (found == null) {
      try {
        requireEngine(device);
        requireStore();
        found = "";
      } catch (UnfitExecutorException e) {
        findings.put(device, e.getMessage());
        throw e;
      }
      findings.put(device, found);
    }
    if (!found.isEmpty()) {
      throw new UnfitExecutorException(found);
    }
  }

  private void requireEngine(Device device) {
    double mae;
    try {
      PyTorch.engine();
      List<TrialOutcome> outcomes =
          new TrialTrainer(device)
              .train(
                  List.of(MadeUpSeries.trial(Architecture.RNN, Regulariser.NONE, ONE_STEP)),
                  MadeUpSeries.series());
      if (outcomes.get(0) instanceof TrialOutcome.Failed failed) {
        throw new UnfitExecutorException(
            "the engine can't train: " + failed.error() + " " + line(failed.message()));
      }
      mae = ((TrialOutcome.Completed) outcomes.get(0)).score().mae();
    } catch (UnfitExecutorException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new UnfitExecutorException("the engine can't be loaded: " + line(e), e);
    }
    if (!(Math.abs(mae - expected) <= TOLERANCE * expected)) {
      throw new UnfitExecutorException(
          "a training step gives an error of " + mae + ", expected " + expected);
    }
  }

  private void requireStore() {
    Path probe = folder.resolve("probe-" + UUID.randomUUID()).path();
    try {
      folder.storage().publish(probe, staging, out -> out.write(0));
      folder.storage().remove(probe);
    } catch (IOException e) {
      throw new UnfitExecutorException(
          "'" + folder + "' can't be written: " + StorageFailure.sentence(e), e);
    }
  }

  private static String line(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = line(String.valueOf(root.getMessage()));
    return root.getClass().getSimpleName() + (message.isEmpty() ? "" : " " + message);
  }

  private static String line(String message) {
    return message.lines().findFirst().orElse("").strip();
  }
}
