package org.synprune.jobs.sweep.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;

class UnitTrackerTest {

  private static final Offset<Double> EXACT = within(1e-9);

  private static WorkUnit unit(double cost, int trials) {
    Trial any =
        new Trial(
            "sine",
            Protocol.STRICT,
            Architecture.RNN,
            3,
            Regulariser.NONE,
            42,
            TrainingSettings.PAPER);
    return new WorkUnit(Collections.nCopies(trials, new Planned(any, "id", 1)), cost);
  }

  @Test
  void theRestTakesAsLongAsItCostsNotAsItCounts() {
    // One long unit of 4 trials and eight short ones of a trial each, on one slot.
    List<WorkUnit> units = new ArrayList<>(List.of(unit(80e9, 4)));
    units.addAll(Collections.nCopies(8, unit(1e9, 1)));
    UnitTracker tracker = new UnitTracker(units, 1);
    assertThat(tracker.secondsLeft(0)).isEmpty();

    tracker.started(0, 0);
    assertThat(tracker.running()).isEqualTo(4);
    assertThat(tracker.secondsLeft(0).orElseThrow()).isEqualTo(88, EXACT);

    // Half as fast as the model has it: the short ones will take 16 s, though by their count, with
    // a
    // third of the trials done in 160 s, it would be 320 s.
    tracker.ended(0, 160, true);
    tracker.started(1, 160);
    assertThat(tracker.running()).isEqualTo(1);
    assertThat(tracker.secondsLeft(160).orElseThrow()).isEqualTo(16, EXACT);
    assertThat(tracker.secondsLeft(161).orElseThrow()).isEqualTo(15, EXACT);
  }

  @Test
  void unitsAreLaidOutOnTheSlots() {
    UnitTracker tracker =
        new UnitTracker(List.of(unit(30e9, 1), unit(20e9, 1), unit(10e9, 1), unit(10e9, 1)), 2);
    tracker.started(0, 0);
    tracker.started(1, 0);
    // 30 + 10 beside 20 + 10; at 15 s, 15 + 10 beside 5 + 10 + ..., which starts the last one
    // first.
    assertThat(tracker.secondsLeft(0).orElseThrow()).isEqualTo(40, EXACT);
    assertThat(tracker.secondsLeft(15).orElseThrow()).isEqualTo(25, EXACT);
  }

  @Test
  void aFirstUnitThatTakesLongerThanThoughtMakesTheRestLonger() {
    UnitTracker tracker = new UnitTracker(List.of(unit(10e9, 1), unit(10e9, 1)), 1);
    tracker.started(0, 0);
    assertThat(tracker.secondsLeft(30).orElseThrow()).isEqualTo(30, EXACT);
  }

  @Test
  void aUnitThatIsLostIsOpenAgainAndOneDoneTwiceCountsOnce() {
    UnitTracker tracker = new UnitTracker(List.of(unit(10e9, 2), unit(10e9, 2)), 1);
    tracker.started(0, 0);
    tracker.ended(0, 5, false);
    assertThat(tracker.running()).isZero();
    tracker.started(0, 5);
    tracker.ended(0, 15, true);
    tracker.started(0, 15);
    tracker.ended(0, 99, true);
    assertThat(tracker.running()).isZero();
    assertThat(tracker.secondsLeft(99).orElseThrow()).isEqualTo(10, EXACT);
    tracker.started(1, 99);
    tracker.ended(1, 109, true);
    assertThat(tracker.secondsLeft(109).orElseThrow()).isZero();
  }
}
