package org.synprune.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.figure.Turns;
import org.synprune.bench.steps.MatrixPeak;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.bench.steps.TrainingFlop;

/** Operations per second of our training steps against one thread's peak. */
final class EfficiencyBenchmark implements Benchmark {

  @Override
  public String name() {
    return "efficiency";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    try (MatrixPeak peak = new MatrixPeak()) {
      peak.gigaflops();
      for (TrainingCase cell : options.plainCells()) {
        OwnSteps own = options.own(cell.architecture());
        int batches = own.batches(cell, own.trials(), options.seconds, OwnSteps.LEAST_BATCHES);
        double[][] measured =
            Turns.take(options.rounds, List.of(() -> own.millis(cell, batches), peak::gigaflops));
        double gigaflop = TrainingFlop.OF_CELLS.ofStep(cell) * 1e-9;
        double[] reached =
            Arrays.stream(measured[0]).map(millis -> gigaflop / (millis * 1e-3)).toArray();
        Figure figure =
            Figure.of(
                name(),
                CaseLabels.of(cell),
                "synprune / sgemm peak",
                reached,
                measured[1],
                "GFLOP/s");
        options.say("efficiency %-25s %.3f", cell, figure.ratio().median());
        table.accept(figure);
      }
    }
  }
}
