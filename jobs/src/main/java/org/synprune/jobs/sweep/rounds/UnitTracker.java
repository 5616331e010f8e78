package org.synprune.jobs.sweep.rounds;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.synprune.jobs.sweep.units.Makespan;
import org.synprune.jobs.sweep.units.WorkUnit;

/**
 * Tracks which work units are running and done, and estimates how long the rest will take: the cost
 * model's estimates, scaled by the time that finished units took, are laid out on the slots in the
 * order in which Spark starts the units. Units are numbered in that order. Thread-safe.
 */
public final class UnitTracker {

  /** Seconds of a unit of cost, until a unit is done; see {@link WorkUnit}. */
  private static final double MODEL = 1e-9;

  private final double[] costs;
  private final int[] trials;
  private final int slots;
  private final Map<Integer, Double> running = new TreeMap<>();
  private final BitSet done = new BitSet();
  private double costDone;
  private double secondsDone;

  /**
   * Tracks units none of which has started.
   *
   * @param units the units, in the order in which Spark starts them
   * @param slots how many run at a time
   */
  public UnitTracker(List<WorkUnit> units, int slots) {
    this.costs = units.stream().mapToDouble(WorkUnit::cost).toArray();
    this.trials = units.stream().mapToInt(unit -> unit.planned().size()).toArray();
    this.slots = slots;
  }

  /**
   * A unit has been started, or started again.
   *
   * @param unit its number
   * @param at when, in seconds
   */
  synchronized void started(int unit, double at) {
    if (!done.get(unit)) {
      running.put(unit, at);
    }
  }

  /**
   * A unit has ended.
   *
   * @param unit its number
   * @param at when, in seconds
   * @param finished whether it is done, or lost and to be started again
   */
  synchronized void ended(int unit, double at, boolean finished) {
    Double start = running.remove(unit);
    if (finished && !done.get(unit)) {
      done.set(unit);
      if (start != null) {
        costDone += costs[unit];
        secondsDone += at - start;
      }
    }
  }

  /**
   * Trials of the units that are running.
   *
   * @return how many
   */
  public synchronized int running() {
    return running.keySet().stream().mapToInt(unit -> trials[unit]).sum();
  }

  /**
   * How long until all units are done.
   *
   * @return seconds; absent before the first unit starts
   */
  public OptionalDouble secondsLeft() {
    return secondsLeft(JobEvents.now());
  }

  /** The same at a time, in seconds. */
  synchronized OptionalDouble secondsLeft(double now) {
    if (running.isEmpty() && done.isEmpty()) {
      return OptionalDouble.empty();
    }
    double rate = rate(now);
    double[] first =
        running.entrySet().stream()
            .mapToDouble(one -> Math.max(0, rate * costs[one.getKey()] - now + one.getValue()))
            .toArray();
    IntStream waiting =
        IntStream.range(0, costs.length)
            .filter(unit -> !done.get(unit) && !running.containsKey(unit));
    double[] rest = waiting.mapToDouble(unit -> rate * costs[unit]).toArray();
    double[] all = new double[first.length + rest.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(rest, 0, all, first.length, rest.length);
    return OptionalDouble.of(Makespan.of(all, slots));
  }

  /** Seconds of a unit of cost: as measured, or at least as long as the first units have taken. */
  private double rate(double now) {
    if (costDone > 0) {
      return secondsDone / costDone;
    }
    return running.entrySet().stream()
        .mapToDouble(one -> (now - one.getValue()) / costs[one.getKey()])
        .reduce(MODEL, Math::max);
  }
}
