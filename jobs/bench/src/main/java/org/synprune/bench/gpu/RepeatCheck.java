package org.synprune.bench.gpu;

import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.bench.gpu.TrainedStack.Difference;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

/** Whether a training that is done twice gives the same bits. */
final class RepeatCheck implements Check {

  private static final int LOOKBACK = 7;
  private static final int TRIALS = 3;

  @Override
  public String name() {
    return "repeat";
  }

  @Override
  public int seconds() {
    return 50;
  }

  @Override
  public void run(CheckedDevice on) {
    for (Regulariser arm : Regulariser.values()) {
      for (Architecture architecture : Architecture.builtIn()) {
        TrainingCase cell = new TrainingCase(architecture, LOOKBACK, arm);
        String subject = architecture.id() + " " + arm.id();
        if (on.hasTimeFor(subject, 0)) {
          Difference difference =
              TrainedStack.of(on, cell, TRIALS).to(TrainedStack.of(on, cell, TRIALS));
          on.found(subject, Verdict.of(difference.sameBits()), "%s", difference);
        }
      }
    }
  }
}
