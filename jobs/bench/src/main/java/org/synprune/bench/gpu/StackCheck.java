package org.synprune.bench.gpu;

import java.util.List;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.bench.gpu.TrainedStack.Difference;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

/** Whether a trial gives the same in stacks of any size: bits on a CPU, nearly so on a GPU. */
final class StackCheck implements Check {

  private static final int LOOKBACK = 7;

  /** What models that are trained again may differ by from what a sweep found, on a GPU. */
  private static final double TOLERANCE = 1e-3;

  private static final List<Integer> SIZES = List.of(2, 5, 12, 40);

  @Override
  public String name() {
    return "stacks";
  }

  @Override
  public int seconds() {
    return 50;
  }

  @Override
  public void run(CheckedDevice on) {
    for (Architecture architecture : Architecture.builtIn()) {
      TrainingCase cell = new TrainingCase(architecture, LOOKBACK, Regulariser.SYNAPTIC_PRUNING);
      TrainedStack alone = TrainedStack.of(on, cell, 1);
      double each = 0;
      for (int size : SIZES) {
        String subject = architecture.id() + ", " + size + " against 1";
        if (on.hasTimeFor(subject, each * size)) {
          double before = on.left();
          Difference difference = alone.to(TrainedStack.of(on, cell, size));
          each = (before - on.left()) / size;
          on.found(
              subject,
              Verdict.of(on.isGpu() ? difference.error() <= TOLERANCE : difference.sameBits()),
              "%s",
              difference);
        }
      }
    }
  }
}
