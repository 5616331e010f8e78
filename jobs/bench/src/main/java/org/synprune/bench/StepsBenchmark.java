package org.synprune.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.figure.FigureTable;
import org.synprune.bench.figure.Spread;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.figure.Turns;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.python.PythonPartner;
import org.synprune.bench.steps.DjlSteps;
import org.synprune.bench.steps.LineChild;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.bench.steps.StepTimer;
import org.synprune.bench.steps.TunedChild;
import org.synprune.bench.steps.TunedChild.Turn;

/**
 * Training steps: ours against idiomatic DJL's, plain PyTorch's, and those of as many networks side
 * by side in PyTorch.
 */
final class StepsBenchmark implements Benchmark {

  private static final String UNIT = "ms/batch";
  private static final String TORCH = "torch";
  private static final int LEAST_OF_PARTNERS = 10;

  /** Of all networks; masks are updated every fifth batch. */
  private static final int LEAST_SIDE_BY_SIDE = 5;

  /** A partner, in the order of the table. */
  private enum Partner {
    DJL("djl"),
    PLAIN("pytorch"),
    STACKED("stacked pytorch");

    private final String label;

    Partner(String label) {
      this.label = label;
    }

    private String ratio() {
      return label + " / synprune";
    }
  }

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public List<String> partners() {
    return List.of(TORCH);
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    PythonPartner torch = options.partner(TORCH);
    Map<Partner, Map<TrainingCase, Spread>> ratios = new EnumMap<>(Partner.class);
    try (LineChild djl = new LineChild(ChildJvm.command(List.of(), DjlSteps.class));
        TunedChild plain = torch.there() ? tuned(torch, "bench_steps.py") : null;
        TunedChild stacked = torch.there() ? tuned(torch, "bench_stacked.py") : null) {
      for (TrainingCase cell : options.cells()) {
        OwnSteps own = options.own(cell.architecture());
        Map<Partner, Turn> turns = new EnumMap<>(Partner.class);
        DoubleSupplier idiomatic = turn(djl, cell, 1, options, LEAST_OF_PARTNERS);
        turns.put(Partner.DJL, new Turn("", idiomatic, Double.NaN));
        if (plain != null && stacked != null) {
          turns.put(Partner.PLAIN, plain.fastest(cell, 1, options.seconds, LEAST_OF_PARTNERS));
          turns.put(
              Partner.STACKED,
              stacked.fastest(cell, own.stack(), options.seconds, LEAST_SIDE_BY_SIDE));
        }
        for (Map.Entry<Partner, Figure> figure : compare(cell, own, turns, options).entrySet()) {
          table.accept(figure.getValue());
          ratios
              .computeIfAbsent(figure.getKey(), partner -> new LinkedHashMap<>())
              .put(cell, figure.getValue().ratio());
        }
      }
    }
    ratios.forEach((partner, ofCells) -> sumUp(options, partner.ratio(), ofCells, table));
  }

  /** PyTorch's own loops leave AVX-512 aside unless they are told. */
  private static TunedChild tuned(PythonPartner torch, String script) {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("", torch.script(script));
    String wide = "ATEN_CPU_CAPABILITY=avx512";
    commands.put(wide, torch.script(script, wide));
    return new TunedChild(commands);
  }

  private Map<Partner, Figure> compare(
      TrainingCase cell, OwnSteps own, Map<Partner, Turn> turns, BenchOptions options) {
    List<Partner> partners = List.copyOf(turns.keySet());
    List<DoubleSupplier> parties = new ArrayList<>();
    parties.add(turn(own, cell, own.trials(), options, OwnSteps.LEAST_BATCHES));
    partners.forEach(partner -> parties.add(turns.get(partner).turn()));
    double[][] millis = Turns.take(options.rounds, parties);

    CaseLabels place = CaseLabels.of(cell);
    Map<Partner, Figure> figures = new EnumMap<>(Partner.class);
    StringBuilder said = new StringBuilder();
    for (Partner partner : Partner.values()) {
      int party = 1 + partners.indexOf(partner);
      Figure figure =
          party > 0
              ? Figure.of(name(), place, partner.ratio(), millis[party], millis[0], UNIT)
                  .with(turns.get(partner).setting())
              : Figure.withoutPartner(name(), place, partner.ratio(), millis[0], UNIT);
      figures.put(partner, figure);
      said.append(", ").append(partner.label).append(" x");
      said.append(party > 0 ? FigureTable.number(figure.ratio().median()) : "?");
    }
    options.say("steps %-30s %.3f ms%s", cell, Spread.of(millis[0]).median(), said);
    return figures;
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
                  .filter(entry -> entry.getKey().architecture().equals(architecture))
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
        options.rounds,
        "");
  }
}
