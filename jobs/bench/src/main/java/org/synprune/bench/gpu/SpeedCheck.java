package org.synprune.bench.gpu;

import java.util.ArrayList;
import java.util.List;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

/** Training steps a second, by network, lookback, arm and size of the stack. */
final class SpeedCheck implements Check {

  private static final List<Integer> LOOKBACKS = List.of(7, 60, 1);
  private static final List<Integer> SIZES = List.of(40, 10, 128, 256);
  private static final List<Regulariser> ARMS =
      List.of(Regulariser.SYNAPTIC_PRUNING, Regulariser.DROPOUT, Regulariser.RIGL);
  private static final int USUAL = 40;
  private static final int BATCHES = 40;

  @Override
  public String name() {
    return "speed";
  }

  @Override
  public int seconds() {
    return 150;
  }

  @Override
  public void run(CheckedDevice on) {
    List<TrainingCase> plain = new ArrayList<>();
    for (int lookback : LOOKBACKS) {
      for (Architecture architecture : Architecture.builtIn()) {
        plain.add(new TrainingCase(architecture, lookback, Regulariser.NONE));
      }
    }
    // All networks at one size first: if the time is up, most is known.
    double[] each = new double[plain.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = time(on, plain.get(i), USUAL, each[i]);
    }
    for (int i = 0; i < each.length; i++) {
      for (int size : SIZES) {
        if (size != USUAL) {
          time(on, plain.get(i), size, each[i]);
        }
      }
    }
    for (int i = 0; i < Architecture.builtIn().size(); i++) {
      for (Regulariser arm : ARMS) {
        TrainingCase cell =
            new TrainingCase(plain.get(i).architecture(), plain.get(i).lookback(), arm);
        time(on, cell, USUAL, each[i]);
      }
    }
  }

  /** Times it; gives back the seconds that a trial took, warm-up included. */
  private static double time(CheckedDevice on, TrainingCase cell, int trials, double each) {
    String subject = cell + ", " + trials + " side by side";
    if (!on.hasTimeFor(subject, each * trials)) {
      return each;
    }
    double before = on.left();
    OwnSteps steps = new OwnSteps(trials, on.device(), on.placement());
    steps.millis(cell, OwnSteps.LEAST_BATCHES);
    double millis = steps.millis(cell, BATCHES) * trials;
    double used = NvidiaSmi.usedMegabytes(on.device());
    on.found(
        subject,
        Verdict.MEASURED,
        "%.2f ms a step, %,.0f steps of a trial a second%s",
        millis,
        trials / (millis * 1e-3),
        Double.isNaN(used) ? "" : ", %,.0f MB of the device in use".formatted(used));
    return (before - on.left()) / trials;
  }
}
