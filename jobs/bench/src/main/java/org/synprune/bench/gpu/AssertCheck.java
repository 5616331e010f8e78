package org.synprune.bench.gpu;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.train.outcome.BrokenDeviceException;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;

/**
 * What becomes of a training after an error that CUDA doesn't get over in a process. On a CPU the
 * same operation is an error that costs nothing.
 */
final class AssertCheck implements Check {

  private static final int LOOKBACK = 7;
  private static final int BATCHES = 5;
  private static final int OUTSIDE = 1000;
  private static final String COMPLETED = "completed";
  private static final String REFUSED = "refused: ";

  @Override
  public String name() {
    return "assert";
  }

  @Override
  public int seconds() {
    return 15;
  }

  @Override
  public void run(CheckedDevice on) {
    String message = fail(on);
    on.found("a number outside an array", Verdict.of(!message.isEmpty()), "%s", message);
    String trained = trained(on);
    on.found(
        "a trial afterwards",
        Verdict.of(on.isGpu() ? trained.startsWith(REFUSED) : trained.equals(COMPLETED)),
        "%s",
        trained);
  }

  private static String fail(CheckedDevice on) {
    try (NDManager manager = PyTorch.manager(on.device())) {
      NDArray array = manager.create(new float[] {1, 2, 3});
      NDArray outside = manager.create(new long[] {0, OUTSIDE});
      array.gather(outside, 0).toFloatArray();
      return "";
    } catch (RuntimeException e) {
      return MemoryCheck.firstLine(e);
    }
  }

  private static String trained(CheckedDevice on) {
    TrainingCase cell = new TrainingCase(Architecture.RNN, LOOKBACK, Regulariser.NONE);
    try {
      TrialOutcome outcome =
          on.trainer(1)
              .train(List.of(OwnSteps.trial(cell, 1)), OwnSteps.series(LOOKBACK, BATCHES))
              .get(0);
      return outcome instanceof Completed ? COMPLETED : outcome.toString();
    } catch (BrokenDeviceException e) {
      return REFUSED + MemoryCheck.firstLine(e);
    } catch (EngineException e) {
      return "threw " + MemoryCheck.firstLine(e);
    }
  }
}
