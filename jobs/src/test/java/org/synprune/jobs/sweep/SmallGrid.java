package org.synprune.jobs.sweep;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.sweep.WorkUnit.Planned;

/** A few trials on a sine, trained in a second or two. */
final class SmallGrid {

  static final Series SERIES = TestSeries.sine(400, Protocol.STRICT);
  static final Map<SeriesKey, Series> ALL_SERIES =
      Map.of(new SeriesKey("sine", Protocol.STRICT), SERIES);

  private SmallGrid() {}

  /** A simple network with and without pruning. */
  static Grid of(List<Long> seeds) {
    return new Grid(
        "test",
        List.of("sine"),
        List.of(Protocol.STRICT),
        List.of(Architecture.RNN),
        List.of(3),
        List.of(Regulariser.NONE, Regulariser.SYNAPTIC_PRUNING),
        seeds,
        new TrainingSettings(4, 64, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER),
        1,
        Map.of());
  }

  /** A unit of trials of a grid, by their places in it. */
  static WorkUnit unit(Grid grid, int... places) {
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
