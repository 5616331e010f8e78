package org.synprune.jobs.sweep.units;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.synprune.jobs.grid.Architecture;

/**
 * How long training takes on the machines at hand, over what the cost model says, whose speeds were
 * measured on one processor.
 *
 * @param times id of a network to how many times as long it takes; networks that aren't named take
 *     what the model says
 */
public record MachineSpeed(SortedMap<String, Double> times) {

  /** That of the cost model's processor. */
  public static final MachineSpeed OF_MODEL = new MachineSpeed(new TreeMap<>());

  /** Copies the map. */
  public MachineSpeed {
    times = Collections.unmodifiableSortedMap(new TreeMap<>(times));
  }

  /**
   * Makes one.
   *
   * @param times id of a network to how many times as long it takes
   * @return the speed
   */
  public static MachineSpeed of(Map<String, Double> times) {
    return new MachineSpeed(new TreeMap<>(times));
  }

  /**
   * The time of anything else.
   *
   * @return how many times as long as on the cost model's processor, the mean over the networks
   */
  public double usual() {
    return times.values().stream().mapToDouble(Double::doubleValue).average().orElse(1);
  }

  /**
   * The seconds that a unit takes.
   *
   * @param unit trials of one network
   * @return its time on one core of these machines
   */
  public double seconds(WorkUnit unit) {
    Architecture network = unit.planned().get(0).trial().architecture();
    return 1e-9 * unit.cost() * times.getOrDefault(network.id(), 1.0);
  }
}
