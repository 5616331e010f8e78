package org.synprune.jobs.sweep.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;

class WorkUnitTest {

  private static final SeriesInfo LONG = TestSeries.sine(20_000, Protocol.STRICT).info();

  private static final List<Regulariser> ARMS =
      List.of(
          Regulariser.NONE,
          Regulariser.DROPOUT,
          Regulariser.MC_DROPOUT,
          Regulariser.SYNAPTIC_PRUNING);

  private static List<WorkUnit> pack(int stack) {
    return pack(stack, 1);
  }

  private static List<WorkUnit> pack(int stack, int slots) {
    return pack(stack, slots, 1, 60);
  }

  private static List<WorkUnit> pack(int stack, int slots, int... lookbacks) {
    List<Planned> trials = new ArrayList<>();
    for (long seed = 1; seed <= 6; seed++) {
      for (Regulariser arm : ARMS) {
        for (int lookback : lookbacks) {
          Trial trial =
              new Trial(
                  "sine",
                  Protocol.STRICT,
                  Architecture.LSTM,
                  lookback,
                  arm,
                  seed,
                  TrainingSettings.PAPER);
          trials.add(new Planned(trial, seed + arm.id() + lookback, 1));
        }
      }
    }
    return WorkUnit.pack(
        trials, Map.of(SeriesKey.of(trials.get(0).trial()), LONG), one -> stack, slots);
  }

  @Test
  void everyTrialIsInOneUnitWithItsLikeAndTheCostliestComeFirst() {
    List<WorkUnit> units = pack(1);
    assertThat(units.stream().flatMap(unit -> unit.planned().stream()).map(Planned::trialId))
        .doesNotHaveDuplicates()
        .hasSize(48);
    for (WorkUnit unit : units) {
      assertThat(unit.planned().stream().map(one -> one.trial().lookback()).distinct()).hasSize(1);
    }
    assertThat(units.stream().map(WorkUnit::cost).toList())
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(units.get(0).first().lookback()).isEqualTo(60);
  }

  @Test
  void aUnitIsNoLessThanAStackAndKeepsARegulariserTogether() {
    assertThat(units60(pack(1))).allMatch(unit -> unit.planned().size() == 1).hasSize(24);
    List<WorkUnit> stacked = units60(pack(6));
    assertThat(stacked).allMatch(unit -> unit.planned().size() == 6).hasSize(4);
    for (WorkUnit unit : stacked) {
      assertThat(unit.planned().stream().map(one -> one.trial().regulariser()).distinct())
          .hasSize(1);
    }
  }

  @Test
  void aUnitIsWholeStacksButForTheLastOfAPlace() {
    // A trial takes a part of what fills a unit; there are 24 of them.
    for (int stack : new int[] {2, 4, 5}) {
      List<WorkUnit> units = pack(stack, 1, 7);
      assertThat(units).hasSizeGreaterThan(2);
      assertThat(units)
          .filteredOn(unit -> unit.planned().size() % stack != 0)
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void unitsAreSmallerWhereManyRunAtATime() {
    List<WorkUnit> few = pack(1, 1);
    List<WorkUnit> many = pack(1, 400);
    assertThat(few).hasSizeLessThan(many.size());
    assertThat(many).hasSize(48);
    assertThat(pack(6, 400)).allMatch(unit -> unit.planned().size() == 6).hasSize(8);
  }

  private static List<WorkUnit> units60(List<WorkUnit> units) {
    return units.stream().filter(unit -> unit.first().lookback() == 60).toList();
  }
}
