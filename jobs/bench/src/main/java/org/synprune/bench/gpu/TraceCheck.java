package org.synprune.bench.gpu;

import java.util.List;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.train.GoldenRun;

/** Trainings that PyTorch did on a CPU, step by step. */
final class TraceCheck implements Check {

  /** A GPU forms its sums in another order. */
  private static final double SLACK = 10;

  @Override
  public String name() {
    return "traces";
  }

  @Override
  public int seconds() {
    return 90;
  }

  @Override
  public void run(CheckedDevice on) {
    for (String arm : GoldenRun.ARMS) {
      for (Architecture architecture : Architecture.builtIn()) {
        String subject = architecture.id() + " " + arm;
        if (!on.hasTimeFor(subject, 0)) {
          continue;
        }
        GoldenRun run = GoldenRun.of(on.device(), on.placement(), architecture, arm);
        List<String> faults = run.faults(on.isGpu() ? SLACK : 1);
        on.found(
            subject,
            Verdict.of(faults.isEmpty()),
            "%s",
            faults.isEmpty() ? run : String.join("; ", faults) + " (" + run + ")");
      }
    }
  }
}
