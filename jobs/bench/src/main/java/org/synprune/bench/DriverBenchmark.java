package org.synprune.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.process.ChildFigures;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.process.ChildRun;
import org.synprune.bench.process.TemporaryFolder;

/**
 * How a driver fares with a grid of a million trials in a heap of 900 MB, against one of a
 * hundredth of that.
 */
final class DriverBenchmark implements Benchmark {

  private static final long TRIALS = 1_000_000;
  private static final long FEW = TRIALS / 100;

  private record Run(double planned, double skipped) {}

  @Override
  public String name() {
    return "driver";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    List<Run> many = new ArrayList<>();
    List<Run> few = new ArrayList<>();
    for (int round = 0; round < options.rounds; round++) {
      many.add(child(TRIALS));
      few.add(child(FEW));
      Run last = many.get(round);
      options.say(
          "driver: 1,000,000 trials planned in %.1f s, skipped in %.1f s",
          last.planned(), last.skipped());
    }
    String ratio = ", 1,000,000 trials / 10,000";
    table.accept(
        Figure.of(
            name(),
            CaseLabels.NONE,
            "time to plan" + ratio,
            many.stream().mapToDouble(Run::planned).toArray(),
            few.stream().mapToDouble(Run::planned).toArray(),
            "s"));
    table.accept(
        Figure.of(
            name(),
            CaseLabels.NONE,
            "time to skip" + ratio,
            many.stream().mapToDouble(Run::skipped).toArray(),
            few.stream().mapToDouble(Run::skipped).toArray(),
            "s"));
  }

  private static Run child(long trials) {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      String said =
          ChildRun.of(
                  ChildJvm.command(
                      List.of(DriverScale.HEAP),
                      DriverScale.class,
                      Long.toString(trials),
                      folder.path().resolve("out").toString()))
              .output();
      double[] seconds = ChildFigures.of(said, 2);
      return new Run(seconds[0], seconds[1]);
    }
  }
}
