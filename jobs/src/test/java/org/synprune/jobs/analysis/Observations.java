package org.synprune.jobs.analysis;

import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;

/** Observations of protocol {@code strict}, written by ids. */
public final class Observations {

  private Observations() {}

  public static Observation observation(
      String dataset, String architecture, int lookback, String arm, long seed, double value) {
    return new Observation(place(dataset, architecture, lookback), new Arm(arm), seed, value);
  }

  public static Place place(String dataset, String architecture, int lookback) {
    return new Place(dataset, Protocol.STRICT, Architecture.of(architecture), lookback);
  }

  public static TestScope scope(String dataset, String architecture, int lookback) {
    return TestScope.of(place(dataset, architecture, lookback));
  }
}
