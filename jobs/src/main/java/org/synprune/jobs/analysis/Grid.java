package org.synprune.jobs.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Observations sorted into the grid, so that no result depends on the order they came in. */
public final class Grid {

  /** Where a set of comparable cells stands: everything but the arm. */
  record Place(String dataset, String architecture, int lookback) {

    String group() {
      return dataset + "/" + architecture;
    }

    String scope() {
      return group() + "/" + lookback;
    }
  }

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::dataset, PaperOrder.DATASETS)
          .thenComparing(Place::architecture, PaperOrder.ARCHITECTURES)
          .thenComparingInt(Place::lookback);

  private final NavigableMap<Place, NavigableMap<String, NavigableMap<Long, Double>>> places =
      new TreeMap<>(ORDER);

  public Grid(List<Observation> observations) {
    for (Observation one : observations) {
      Place place = new Place(one.dataset(), one.architecture(), one.lookback());
      Double before =
          places
              .computeIfAbsent(place, unused -> new TreeMap<>(PaperOrder.REGULARISERS))
              .computeIfAbsent(one.regulariser(), unused -> new TreeMap<>())
              .put(one.seed(), one.value());
      if (before != null) {
        throw new IllegalArgumentException(
            place.scope() + "/" + one.regulariser() + ", seed " + one.seed() + " occurs twice");
      }
    }
  }

  /** All places, by data set, architecture, lookback. */
  Map<Place, NavigableMap<String, NavigableMap<Long, Double>>> places() {
    return places;
  }

  /** The values of one cell, by seed. */
  static double[] values(Map<Long, Double> bySeed) {
    return bySeed.values().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
