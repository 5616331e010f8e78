package org.synprune.jobs.sweep.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.sweep.rounds.Rounds.Fate;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;

class RoundsTest {

  private final Map<String, Integer> deaths = new HashMap<>();

  @Test
  void whatATaskLeavesComesInTheNextRound() {
    WorkUnit whole = unit(1, 2, 3);
    Rounds rounds = rounds(true, whole, unit(4));
    rounds.next();
    rounds.ended(whole, Fate.DONE, "");
    rounds.goOn(whole.part(whole.planned().subList(1, 3)));
    assertThat(seeds(rounds.next().units())).containsExactly(List.of(2L, 3L));
    assertThat(rounds.next().units()).isEmpty();
    assertThat(whole.part(whole.planned().subList(1, 3)).cost()).isEqualTo(2);
  }

  private static WorkUnit unit(int... seeds) {
    return new WorkUnit(
        IntStream.of(seeds)
            .mapToObj(
                seed ->
                    new Planned(
                        new Trial(
                            "sine",
                            Protocol.STRICT,
                            Architecture.RNN,
                            3,
                            Regulariser.NONE,
                            seed,
                            TrainingSettings.PAPER),
                        "t" + seed,
                        1))
            .toList(),
        seeds.length);
  }

  private static List<List<Long>> seeds(List<WorkUnit> units) {
    return units.stream()
        .map(one -> one.planned().stream().map(trial -> trial.trial().seed()).toList())
        .toList();
  }

  private Rounds rounds(boolean aloneAnyway, WorkUnit... units) {
    return new Rounds(List.of(units), List.of(), deaths, aloneAnyway);
  }

  /** Runs all rounds; the trials named kill each process that they share. */
  private static List<List<List<Long>>> run(Rounds rounds, boolean together, Long... killers) {
    List<List<List<Long>>> ran = new java.util.ArrayList<>();
    for (List<WorkUnit> round = rounds.next().units();
        !round.isEmpty();
        round = rounds.next().units()) {
      ran.add(seeds(round));
      boolean all =
          together
              && seeds(round).stream().flatMap(List::stream).anyMatch(List.of(killers)::contains);
      for (WorkUnit unit : round) {
        boolean dies =
            all || seeds(List.of(unit)).get(0).stream().anyMatch(List.of(killers)::contains);
        rounds.ended(unit, dies ? Fate.CRASHED : Fate.DONE, "code 137");
      }
    }
    return ran;
  }

  @Test
  void aTrialThatKillsItsProcessCostsItselfAlone() {
    Rounds rounds = rounds(true, unit(1, 2, 3, 4), unit(5, 6));
    assertThat(run(rounds, false, 2L, 4L))
        .containsExactly(
            List.of(List.of(1L, 2L, 3L, 4L), List.of(5L, 6L)),
            List.of(List.of(1L), List.of(2L), List.of(3L), List.of(4L)),
            List.of(List.of(2L), List.of(4L)));
    List<Rounds.Blamed> blamed = rounds.takeBlamed();
    assertThat(seeds(blamed.stream().map(Rounds.Blamed::unit).toList()))
        .containsExactly(List.of(2L), List.of(4L));
    assertThat(blamed).extracting(Rounds.Blamed::reason).containsOnly("code 137");
    assertThat(rounds.takeBlamed()).isEmpty();
    assertThat(deaths)
        .containsExactlyInAnyOrderEntriesOf(Map.of("t1:1", 1, "t2:1", 3, "t3:1", 1, "t4:1", 3));
  }

  @Test
  void whereProcessesAreSharedNobodyIsBlamedForItsNeighbour() {
    Rounds rounds = rounds(false, unit(1, 2), unit(3));
    assertThat(run(rounds, true, 2L))
        .containsExactly(
            List.of(List.of(1L, 2L), List.of(3L)),
            List.of(List.of(1L), List.of(2L), List.of(3L)),
            List.of(List.of(1L)),
            List.of(List.of(2L)),
            List.of(List.of(3L)));
    assertThat(seeds(rounds.takeBlamed().stream().map(Rounds.Blamed::unit).toList()))
        .containsExactly(List.of(2L));
  }

  @Test
  void whatWasTakenAwayComesAgainAsItWasAndIsNeverBlamed() {
    Rounds rounds = rounds(true, unit(1, 2));
    for (int i = 0; i < 10; i++) {
      List<WorkUnit> round = rounds.next().units();
      assertThat(seeds(round)).containsExactly(List.of(1L, 2L));
      rounds.ended(round.get(0), Fate.LOST, "");
    }
    assertThat(rounds.takeBlamed()).isEmpty();
    assertThat(deaths).isEmpty();
  }

  @Test
  void suspectsOfAnEarlierSweepComeWithTheOthersOrAloneOrNotAtAll() {
    deaths.putAll(Map.of("t1:1", 1, "t2:1", 2, "t3:1", 3));
    Rounds rounds =
        new Rounds(List.of(unit(4, 5)), List.of(unit(1), unit(2), unit(3)), deaths, false);
    assertThat(seeds(rounds.takeBlamed().stream().map(Rounds.Blamed::unit).toList()))
        .containsExactly(List.of(3L));
    assertThat(seeds(rounds.next().units())).containsExactly(List.of(4L, 5L), List.of(1L));
    assertThat(seeds(rounds.next().units())).containsExactly(List.of(2L));
    assertThat(rounds.next().units()).isEmpty();
  }
}
