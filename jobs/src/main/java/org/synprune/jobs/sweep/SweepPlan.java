package org.synprune.jobs.sweep;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.sweep.units.MachineSpeed;
import org.synprune.jobs.sweep.units.Makespan;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;

/**
 * What a sweep would train, without training it. Times come from the cost model, and from how fast
 * the machines at hand are beside its processor, if that was measured; if not, their ratios can be
 * relied upon, the times themselves are those of that processor.
 *
 * @param trials trials of the grid
 * @param done trials that earlier sweeps of the run have completed
 * @param failed trials that failed before and aren't tried again
 * @param open trials to be trained
 * @param units work units that they are packed into
 * @param slots how many units run at a time
 * @param seconds all units one after the other
 * @param longest seconds of the longest unit
 * @param makespans seconds until all are done
 * @param times id of a network to how many times as long it takes here as on the cost model's
 *     processor; empty if that wasn't measured
 */
public record SweepPlan(
    int trials,
    int done,
    int failed,
    int open,
    int units,
    int slots,
    double seconds,
    double longest,
    Makespans makespans,
    Map<String, Double> times) {

  /** Orders drawn for the mean over arbitrary ones, and the seed they are drawn with. */
  public static final int SHUFFLES = 20;

  /** Seconds for what a sweep does besides trials, on the cost model's processor. */
  private static final double START = 0.5;

  private static final long SEED = 42;

  /**
   * Seconds until all units are done, by the order they are handed out in, without the program's
   * own start.
   *
   * @param longestFirst as a sweep does
   * @param inGridOrder in the order of the grid
   * @param shuffled in any order, the mean of {@link SweepPlan#SHUFFLES} drawn ones
   * @param lowerBound what no order can be done before
   */
  public record Makespans(
      double longestFirst, double inGridOrder, double shuffled, double lowerBound) {}

  /**
   * Plans.
   *
   * @param history what is done, and what is open in the order of the grid
   * @param infos the series they train on
   * @param sizes how many of them are trained side by side
   * @param slots how many units run at a time
   * @param speed that of the machines
   * @return the plan
   */
  static SweepPlan of(
      History history,
      Map<SeriesKey, SeriesInfo> infos,
      ToIntFunction<Trial> sizes,
      int slots,
      MachineSpeed speed) {
    List<Planned> open = history.open();
    List<WorkUnit> units = WorkUnit.pack(open, infos, sizes, slots);
    double[] sorted = seconds(units, speed);
    Map<String, Integer> places = new HashMap<>();
    open.forEach(one -> places.put(one.trialId(), places.size()));
    double[] inGridOrder =
        seconds(
            units.stream()
                .sorted(
                    Comparator.comparingInt(unit -> places.get(unit.planned().get(0).trialId())))
                .toList(),
            speed);
    double all = 0;
    for (double one : sorted) {
      all += one;
    }
    double start = open.isEmpty() ? 0 : START * speed.usual();
    return new SweepPlan(
        history.completed() + history.failed() + open.size(),
        history.completed(),
        history.failed(),
        open.size(),
        units.size(),
        slots,
        all,
        sorted.length == 0 ? 0 : sorted[0],
        new Makespans(
            start + Makespan.of(sorted, slots),
            start + Makespan.of(inGridOrder, slots),
            start + Makespan.shuffled(sorted, slots, SHUFFLES, SEED),
            start + Makespan.lowerBound(sorted, slots)),
        speed.times());
  }

  private static double[] seconds(List<WorkUnit> units, MachineSpeed speed) {
    return units.stream().mapToDouble(speed::seconds).toArray();
  }

  /**
   * How many waves of tasks there are, if all units took equally long.
   *
   * @return units over slots, rounded up
   */
  public int waves() {
    return (units + slots - 1) / slots;
  }
}
