package org.synprune.jobs.sweep.units;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.SeriesInfo;

/**
 * Trials that one Spark task trains and whose rows it commits together: they share a place in the
 * grid.
 *
 * @param planned the trials, with what is known of them
 * @param cost estimated cost, see {@link CostModel}
 */
public record WorkUnit(List<Planned> planned, double cost) implements Serializable {

  /**
   * Cost at which a unit is full, about ten seconds: a killed sweep loses that much on each core.
   */
  private static final double FULL = 10e9;

  /**
   * Units each core gets at least, where there are enough trials, so that all cores end together.
   */
  private static final double UNITS_PER_SLOT = 8;

  /**
   * A trial to be trained.
   *
   * @param trial the trial
   * @param trialId its id
   * @param attempt which attempt this is, counted from 1
   */
  public record Planned(Trial trial, String trialId, int attempt) implements Serializable {}

  /** Copies the list. */
  public WorkUnit {
    planned = List.copyOf(planned);
  }

  /**
   * The unit's id, made of its trials' and attempts: the same trials give the same id.
   *
   * @return the id, for file names
   */
  public String id() {
    return TrialRow.digest(
        planned.stream()
            .map(one -> one.trialId() + ":" + one.attempt())
            .sorted()
            .collect(Collectors.joining("\n")));
  }

  /**
   * Its trials, each in a unit of its own.
   *
   * @return a unit a trial
   */
  public List<WorkUnit> singles() {
    return planned.stream().map(one -> new WorkUnit(List.of(one), cost / planned.size())).toList();
  }

  /**
   * Some of its trials.
   *
   * @param some the trials
   * @return a unit of them
   */
  public WorkUnit part(List<Planned> some) {
    return new WorkUnit(some, cost * some.size() / planned.size());
  }

  /**
   * The first of its trials, whose place they share.
   *
   * @return the trial
   */
  public Trial first() {
    return planned.get(0).trial();
  }

  /**
   * Packs trials into units and orders them from the costliest to the cheapest, so that no long
   * unit is left for the end. Trials of one regulariser stay together, as a stack of one
   * regulariser is fastest, and whole stacks are. Only the last unit of a place may have others.
   *
   * @param trials what to train
   * @param infos the series they train on
   * @param sizes how many of them are trained side by side
   * @param slots how many units run at a time
   * @return units
   */
  public static List<WorkUnit> pack(
      List<Planned> trials,
      Map<SeriesKey, SeriesInfo> infos,
      ToIntFunction<Trial> sizes,
      int slots) {
    ToDoubleFunction<Trial> costs = trial -> CostModel.cost(trial, infos.get(SeriesKey.of(trial)));
    double all = trials.stream().mapToDouble(one -> costs.applyAsDouble(one.trial())).sum();
    double full = Math.min(FULL, all / (UNITS_PER_SLOT * slots));
    Map<Place, List<Planned>> places = new LinkedHashMap<>();
    for (Planned one : trials) {
      places.computeIfAbsent(one.trial().place(), key -> new ArrayList<>()).add(one);
    }
    List<WorkUnit> units = new ArrayList<>();
    places.forEach(
        (place, members) -> {
          members.sort(
              Comparator.comparing((Planned one) -> one.trial().regulariser())
                  .thenComparing(one -> one.trial().spec().name()));
          List<Planned> unit = new ArrayList<>();
          double cost = 0;
          for (Planned one : members) {
            unit.add(one);
            cost += costs.applyAsDouble(one.trial());
            if (cost >= full && unit.size() % sizes.applyAsInt(one.trial()) == 0) {
              units.add(new WorkUnit(unit, cost));
              unit = new ArrayList<>();
              cost = 0;
            }
          }
          if (!unit.isEmpty()) {
            units.add(new WorkUnit(unit, cost));
          }
        });
    units.sort(Comparator.comparingDouble(WorkUnit::cost).reversed());
    return List.copyOf(units);
  }
}
