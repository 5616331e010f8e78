package org.synprune.jobs.analysis;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;

/** Observations sorted into the grid, so that no result depends on the order they came in. */
public final class ObservationGrid {

  private final NavigableMap<Place, NavigableMap<Arm, NavigableMap<Long, Double>>> places =
      new TreeMap<>();

  /**
   * Sorts observations.
   *
   * @param observations at most one for each place, arm and seed
   * @throws IllegalArgumentException if a trial occurs twice
   */
  public ObservationGrid(List<Observation> observations) {
    for (Observation one : observations) {
      Double before =
          places
              .computeIfAbsent(one.place(), unused -> new TreeMap<>())
              .computeIfAbsent(one.arm(), unused -> new TreeMap<>())
              .put(one.seed(), one.value());
      if (before != null) {
        throw new IllegalArgumentException(
            one.place() + "/" + one.arm() + ", seed " + one.seed() + " occurs twice");
      }
    }
  }

  /** Errors by place, arm and seed, each in its order. */
  Map<Place, NavigableMap<Arm, NavigableMap<Long, Double>>> places() {
    return places;
  }

  /** The errors of one arm at one place, by seed. */
  static double[] values(Map<Long, Double> bySeed) {
    return bySeed.values().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
