package org.synprune.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.process.ChildFigures;
import org.synprune.bench.process.ChildRun;
import org.synprune.bench.process.StandIn;
import org.synprune.bench.process.TemporaryFolder;
import org.synprune.bench.stores.StorePlace;
import org.synprune.bench.stores.StoreScale;

/**
 * Stores against a folder of this machine: work units committed a second, the time to find a run of
 * many units done, and the time to find very many trials done.
 */
final class StoresBenchmark implements Benchmark {

  private static final String LOCAL = "local";

  private final StoreOptions stores;

  StoresBenchmark(StoreOptions stores) {
    this.stores = stores;
  }

  /**
   * A store in one round.
   *
   * @param one units committed a second by one writer
   * @param some units committed a second by several
   * @param resumed seconds to find all units done
   * @param planned seconds to plan very many trials
   * @param skipped seconds to find all of those done
   * @param requests what was sent to an object store for each unit
   */
  record Run(
      double one, double some, double resumed, double planned, double skipped, Requests requests) {}

  /**
   * What was sent to an object store for each unit; zeros for others, which don't count it.
   *
   * @param committed requests to commit it
   * @param resumed requests to find it done
   */
  record Requests(double committed, double resumed) {}

  @Override
  public String name() {
    return "stores";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      List<StandIn> started = new ArrayList<>();
      try {
        List<StorePlace> places = new ArrayList<>();
        places.add(StorePlace.local(folder.path()));
        places.addAll(stores.places());
        for (StorePlace.Kind kind : stores.standIns()) {
          Path own = Files.createDirectory(folder.path().resolve(kind.id()));
          StandIn store = StorePlace.standIn(kind, own);
          started.add(store);
          places.add(
              StorePlace.at(
                  kind.id(), store.where().address(), Optional.of(store.where().settings())));
        }
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        for (int round = 0; round < options.rounds; round++) {
          for (StorePlace place : places) {
            Run run = run(place);
            runs.computeIfAbsent(place.name(), name -> new ArrayList<>()).add(run);
            options.say(
                "stores: %s: %.1f and %.1f commits/s, resumed in %.2f s; planned in %.1f s, skipped"
                    + " in %.1f s",
                place.name(), run.one(), run.some(), run.resumed(), run.planned(), run.skipped());
            if (run.requests().committed() > 0) {
              options.say(
                  "stores: %s: requests for each unit: %.1f to commit it, %.1f to find it done",
                  place.name(), run.requests().committed(), run.requests().resumed());
            }
          }
        }
        figures(runs).forEach(table);
      } finally {
        started.forEach(StandIn::close);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Run run(StorePlace place) {
    double[] units =
        ChildFigures.of(
            ChildRun.of(
                    place.command(
                        List.of(),
                        StoreScale.class,
                        place.newFolder(),
                        Integer.toString(stores.units),
                        Integer.toString(stores.writers)))
                .output(),
            5);
    double[] trials =
        ChildFigures.of(
            ChildRun.of(
                    place.command(
                        List.of(DriverScale.HEAP),
                        DriverScale.class,
                        Integer.toString(stores.planned),
                        place.newFolder()))
                .output(),
            2);
    return new Run(
        stores.units / units[0],
        stores.units / units[1],
        units[2],
        trials[0],
        trials[1],
        new Requests(units[3] / stores.units, units[4] / stores.units));
  }

  /**
   * Sets each store beside the local folder.
   *
   * @param runs of each round, by store, with the local folder's
   */
  List<Figure> figures(Map<String, List<Run>> runs) {
    List<Figure> figures = new ArrayList<>();
    for (String name : runs.keySet()) {
      if (!name.equals(LOCAL)) {
        String trials = String.format(Locale.ROOT, "%,d trials", stores.planned);
        figures.add(figure(runs, name, "commits by one writer", Run::one, "units/s"));
        figures.add(
            figure(
                runs,
                name,
                String.format(Locale.ROOT, "commits by %d writers", stores.writers),
                Run::some,
                "units/s"));
        figures.add(
            figure(
                runs,
                name,
                String.format(Locale.ROOT, "time to resume %,d units", stores.units),
                Run::resumed,
                "s"));
        figures.add(figure(runs, name, "time to plan " + trials, Run::planned, "s"));
        figures.add(figure(runs, name, "time to skip " + trials, Run::skipped, "s"));
      }
    }
    return figures;
  }

  private Figure figure(
      Map<String, List<Run>> runs,
      String name,
      String what,
      ToDoubleFunction<Run> value,
      String unit) {
    return Figure.of(
        name(),
        CaseLabels.NONE,
        what + ", " + name + " / " + LOCAL,
        runs.get(name).stream().mapToDouble(value).toArray(),
        runs.get(LOCAL).stream().mapToDouble(value).toArray(),
        unit);
  }
}
