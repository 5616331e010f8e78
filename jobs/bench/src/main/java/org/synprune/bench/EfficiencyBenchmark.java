package org.synprune.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.figure.Turns;
import org.synprune.bench.peak.FmaPeak;
import org.synprune.bench.peak.ProductTimer;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.bench.steps.StepTimer;
import org.synprune.jobs.train.ForecasterFlop;

/**
 * Operations per second of our training steps as a share of one thread's peak, and what the share
 * would be if a step consisted of its matrix products alone.
 */
final class EfficiencyBenchmark implements Benchmark {

  private static final String OWN = "synprune / FMA peak";
  private static final String PRODUCTS = "its products alone / FMA peak";
  private static final String UNIT = "GFLOP/s";

  @Override
  public String name() {
    return "efficiency";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    try (FmaPeak peak = new FmaPeak()) {
      for (TrainingCase cell : options.plainCells()) {
        OwnSteps own = options.own(cell.architecture());
        int batches = own.batches(cell, own.trials(), options.seconds, OwnSteps.LEAST_BATCHES);
        StepTimer products = new ProductTimer(own.stack());
        int multiplied = products.batches(cell, own.stack(), options.seconds, 1);
        double[][] measured =
            Turns.take(
                options.rounds,
                List.of(
                    () -> own.millis(cell, batches),
                    () -> products.millis(cell, multiplied),
                    peak::gigaflops));
        Figure reached = share(cell, OWN, measured[0], measured[2]);
        Figure possible = share(cell, PRODUCTS, measured[1], measured[2]);
        options.say(
            "efficiency %-25s %.3f, its products alone %.3f",
            cell, reached.ratio().median(), possible.ratio().median());
        table.accept(reached);
        table.accept(possible);
      }
    }
  }

  private Figure share(TrainingCase cell, String what, double[] millis, double[] peaks) {
    ForecasterFlop flop =
        new ForecasterFlop(
            cell.architecture(), cell.lookback(), TrainingCase.FEATURES, TrainingCase.HIDDEN);
    double gigaflop = TrainingCase.BATCH * flop.ofTraining() * 1e-9;
    double[] speeds = Arrays.stream(millis).map(one -> gigaflop / (one * 1e-3)).toArray();
    return Figure.of(name(), CaseLabels.of(cell), what, speeds, peaks, UNIT);
  }
}
