package org.synprune.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.figure.FigureTable;
import org.synprune.bench.figure.Spread;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.figure.Turns;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.steps.DjlSteps;
import org.synprune.bench.steps.LineChild;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.bench.steps.StepTimer;

/** Training steps: ours against idiomatic DJL's and plain PyTorch's. */
final class StepsBenchmark implements Benchmark {

  private static final String UNIT = "ms/batch";
  private static final String DJL = "djl / synprune";
  private static final String TORCH = "pytorch / synprune";
  private static final int LEAST_OF_PARTNERS = 10;

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    Python python = Python.of(options.python);
    Map<TrainingCase, Spread> djlRatios = new LinkedHashMap<>();
    Map<TrainingCase, Spread> torchRatios = new LinkedHashMap<>();
    try (LineChild djl = new LineChild(ChildJvm.command(List.of(), DjlSteps.class));
        LineChild torch =
            python.has("torch", options) ? new LineChild(python.script("bench_steps.py")) : null) {
      for (TrainingCase cell : options.cells()) {
        List<Figure> figures = compare(cell, options, djl, Optional.ofNullable(torch));
        figures.forEach(table);
        djlRatios.put(cell, figures.get(0).ratio());
        if (torch != null) {
          torchRatios.put(cell, figures.get(1).ratio());
        }
      }
    }
    sumUp(options, DJL, djlRatios, table);
    sumUp(options, TORCH, torchRatios, table);
  }

  private List<Figure> compare(
      TrainingCase cell, BenchOptions options, LineChild djl, Optional<LineChild> torch) {
    OwnSteps own = options.own(cell.architecture());
    List<DoubleSupplier> parties = new ArrayList<>();
    parties.add(turn(own, cell, own.trials(), options, OwnSteps.LEAST_BATCHES));
    parties.add(turn(djl, cell, 1, options, LEAST_OF_PARTNERS));
    torch.ifPresent(child -> parties.add(turn(child, cell, 1, options, LEAST_OF_PARTNERS)));
    double[][] millis = Turns.take(options.rounds, parties);

    CaseLabels place = CaseLabels.of(cell);
    Figure toDjl = Figure.of(name(), place, DJL, millis[1], millis[0], UNIT);
    Figure toTorch =
        torch.isPresent()
            ? Figure.of(name(), place, TORCH, millis[2], millis[0], UNIT)
            : Figure.withoutPartner(name(), place, TORCH, millis[0], UNIT);
    options.say(
        "steps %-30s %.3f ms, djl x%.2f, pytorch x%s",
        cell,
        toDjl.denominator(),
        toDjl.ratio().median(),
        torch.isPresent() ? FigureTable.number(toTorch.ratio().median()) : "?");
    return List.of(toDjl, toTorch);
  }

  private static DoubleSupplier turn(
      StepTimer timer, TrainingCase cell, int trials, BenchOptions options, int least) {
    int batches = timer.batches(cell, trials, options.seconds, least);
    return () -> timer.millis(cell, batches);
  }

  /**
   * Geometric means over all cells and each network's; beside them the smallest and the largest.
   */
  private void sumUp(
      BenchOptions options, String what, Map<TrainingCase, Spread> ratios, Consumer<Figure> table) {
    options.architectures.forEach(
        architecture -> {
          List<Spread> own =
              ratios.entrySet().stream()
                  .filter(entry -> entry.getKey().architecture() == architecture)
                  .map(Map.Entry::getValue)
                  .toList();
          table.accept(mean(architecture.id(), what, Spread.ofMedians(own), options));
        });
    table.accept(mean("all", what, Spread.ofMedians(ratios.values()), options));
  }

  private Figure mean(String architecture, String what, Spread ratio, BenchOptions options) {
    return new Figure(
        name(),
        new CaseLabels(architecture, "all", "all"),
        "geometric mean of " + what,
        ratio,
        Double.NaN,
        Double.NaN,
        "",
        options.rounds);
  }
}
