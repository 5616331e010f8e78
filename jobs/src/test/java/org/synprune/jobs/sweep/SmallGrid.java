package org.synprune.jobs.sweep;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;

/** A few trials on a sine, trained in a second or two. */
public final class SmallGrid {

  public static final Series SERIES = TestSeries.sine(400, Protocol.STRICT);
  public static final Map<SeriesKey, Series> ALL_SERIES =
      Map.of(new SeriesKey("sine", Protocol.STRICT), SERIES);

  private SmallGrid() {}

  /** A simple network with and without pruning: two trials a seed. */
  public static Grid of(List<Long> seeds) {
    return of(List.of(3), seeds, 4);
  }

  /** The same with other lookbacks, trained for some epochs. */
  static Grid of(List<Integer> lookbacks, List<Long> seeds, int epochs) {
    return new Grid(
        "test",
        List.of("sine"),
        List.of(Protocol.STRICT),
        List.of(Architecture.RNN),
        lookbacks,
        ArmSpec.of(List.of(Regulariser.NONE, Regulariser.SYNAPTIC_PRUNING)),
        seeds,
        new TrainingSettings(epochs, 64, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER),
        1,
        Map.of());
  }

  /** A unit of trials of a grid, by their places in it. */
  public static WorkUnit unit(Grid grid, int... places) {
    return new WorkUnit(
        IntStream.of(places)
            .mapToObj(
                place -> {
                  Trial trial = grid.trial(place);
                  return new Planned(trial, TrialRow.idOf(trial, SERIES.info()), 1);
                })
            .toList(),
        places.length);
  }
}
