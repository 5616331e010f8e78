package org.synprune.bench.gpu;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.LongStream;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;

/** What becomes of trainings where the device's memory is taken, and afterwards. */
final class MemoryCheck implements Check {

  private static final int BATCHES = 5;
  private static final int MANY = 128;

  /** Numbers of a block that is taken: a GiB, then 128 MiB. */
  private static final List<Long> BLOCKS = List.of(1L << 28, 1L << 25);

  /** Blocks of the smaller kind that are given back. */
  private static final int LEFT = 4;

  /** 128 TiB, more than a process can address. */
  private static final long ABSURD = 1L << 45;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public int seconds() {
    return 30;
  }

  @Override
  public void run(CheckedDevice on) {
    try (NDManager manager = PyTorch.manager(on.device())) {
      if (on.isGpu()) {
        halved(on, manager);
      } else {
        refused(on, manager);
      }
    }
    TrialOutcome next = train(on, 1).get(0);
    on.found("a trial afterwards", Verdict.of(next instanceof Completed), "%s", kind(next));
  }

  private static void halved(CheckedDevice on, NDManager manager) {
    Deque<NDArray> taken = new ArrayDeque<>();
    long numbers = 0;
    String message = "";
    for (long block : BLOCKS) {
      try {
        while (true) {
          taken.push(manager.zeros(new Shape(block)));
          numbers += block;
        }
      } catch (EngineException e) {
        message = firstLine(e);
      }
    }
    on.found(
        "memory is taken",
        Verdict.of(message.contains("out of memory")),
        "%,d MB until it says: %s",
        (numbers * Float.BYTES) >> 20,
        message);
    for (int i = 0; i < LEFT && !taken.isEmpty(); i++) {
      taken.pop().close();
    }
    List<TrialOutcome> outcomes = train(on, MANY);
    long completed = outcomes.stream().filter(Completed.class::isInstance).count();
    // Each trial alone fits into what was given back.
    on.found(
        MANY + " trials in what was given back",
        Verdict.of(completed == MANY),
        "%d of %d completed; the log says which stacks were halved",
        completed,
        MANY);
  }

  private static void refused(CheckedDevice on, NDManager manager) {
    String message;
    try (NDArray array = manager.zeros(new Shape(ABSURD))) {
      message = "got " + array.getShape();
    } catch (EngineException e) {
      message = firstLine(e);
    }
    on.found(
        "128 TiB are asked for",
        Verdict.of(message.contains("can't allocate memory")),
        "%s",
        message);
  }

  private static List<TrialOutcome> train(CheckedDevice on, int trials) {
    TrainingCase cell =
        new TrainingCase(Architecture.PATCHTST, OwnSteps.MAX_LOOKBACK, Regulariser.NONE);
    List<Trial> list =
        LongStream.range(0, trials).mapToObj(seed -> OwnSteps.trial(cell, seed)).toList();
    return on.trainer(trials).train(list, OwnSteps.series(cell.lookback(), BATCHES));
  }

  private static String kind(TrialOutcome outcome) {
    return outcome instanceof Completed ? "completed" : outcome.toString();
  }

  static String firstLine(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
  }
}
