package org.synprune.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.figure.Turns;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.process.ChildRun;
import org.synprune.bench.steps.StackMemory;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

/** Peak memory of processes that train stacks of trials, against one that trains a single trial. */
final class MemoryBenchmark implements Benchmark {

  private static final List<Integer> STACKS = List.of(1, 2, 4, 8, 16);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    for (Architecture architecture : options.architectures) {
      TrainingCase cell =
          new TrainingCase(architecture, Collections.max(options.lookbacks), Regulariser.NONE);
      List<DoubleSupplier> parties = new ArrayList<>();
      STACKS.forEach(trials -> parties.add(() -> peakMegabytes(cell, trials)));
      double[][] megabytes = Turns.take(options.rounds, parties);
      for (int i = 0; i < STACKS.size(); i++) {
        Figure figure =
            Figure.of(
                name(),
                CaseLabels.of(cell),
                "peak of " + STACKS.get(i) + " trials / of 1",
                megabytes[i],
                megabytes[0],
                "MB");
        options.say("memory %-25s %2d trials %.0f MB", cell, STACKS.get(i), figure.numerator());
        table.accept(figure);
      }
    }
  }

  private static double peakMegabytes(TrainingCase cell, int trials) {
    ChildRun run =
        ChildRun.of(ChildJvm.command(List.of(), StackMemory.class, cell.line(trials).split(" ")));
    return Double.parseDouble(run.output().strip().lines().reduce("", (a, b) -> b));
  }
}
