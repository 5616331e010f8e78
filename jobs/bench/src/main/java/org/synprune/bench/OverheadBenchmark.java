package org.synprune.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.figure.Turns;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.Regulariser;

/** What each arm's training steps cost over those without regularisation. */
final class OverheadBenchmark implements Benchmark {

  private static final List<Regulariser> ARMS =
      List.of(Regulariser.DROPOUT, Regulariser.MC_DROPOUT, Regulariser.SYNAPTIC_PRUNING);

  @Override
  public String name() {
    return "overhead";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    for (TrainingCase plain : options.plainCells()) {
      OwnSteps own = options.own(plain.architecture());
      int batches = own.batches(plain, own.trials(), options.seconds, OwnSteps.LEAST_BATCHES);
      List<TrainingCase> cells = new ArrayList<>();
      List<DoubleSupplier> parties = new ArrayList<>();
      parties.add(() -> own.millis(plain, batches));
      for (Regulariser arm : ARMS) {
        TrainingCase cell = new TrainingCase(plain.architecture(), plain.lookback(), arm);
        own.millis(cell, batches);
        cells.add(cell);
        parties.add(() -> own.millis(cell, batches));
      }
      double[][] millis = Turns.take(options.rounds, parties);
      for (int i = 0; i < cells.size(); i++) {
        TrainingCase cell = cells.get(i);
        Figure figure =
            Figure.of(
                name(),
                CaseLabels.of(cell),
                cell.regulariser().id() + " / none",
                millis[i + 1],
                millis[0],
                "ms/batch");
        options.say("overhead %-30s x%.2f", cell, figure.ratio().median());
        table.accept(figure);
      }
    }
  }
}
