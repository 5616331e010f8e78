package org.synprune.jobs.sweep.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;

class SuspectsTest {

  private static final Trial TRIAL =
      new Trial(
          "sine",
          Protocol.STRICT,
          Architecture.RNN,
          3,
          Regulariser.NONE,
          42,
          TrainingSettings.PAPER);
  private static final WorkUnit PAIR =
      new WorkUnit(List.of(new Planned(TRIAL, "a", 1), new Planned(TRIAL, "b", 2)), 1);
  private static final WorkUnit OTHER = new WorkUnit(List.of(new Planned(TRIAL, "c", 1)), 1);

  @TempDir private Path out;
  private Suspects suspects;

  @BeforeEach
  void make() {
    suspects = Suspects.of(new ResultStore(out, "test"));
  }

  @Test
  void aUnitIsRememberedFromItsBeginToItsEnd() {
    assertThat(suspects.hasBegun(PAIR)).isFalse();
    suspects.begin(PAIR, "task 1", false);
    assertThat(suspects.hasBegun(PAIR)).isTrue();
    assertThat(suspects.hasBegun(OTHER)).isFalse();
    assertThat(suspects.begun()).containsExactly(PAIR.id());
    suspects.end(PAIR);
    assertThat(suspects.begun()).isEmpty();
    assertThat(suspects.isTraining(PAIR, "task 1")).isFalse();
  }

  @Test
  void aTaskSeesThatAnotherHasBegunItsUnitAnew() {
    suspects.begin(PAIR, "task 1", false);
    assertThat(suspects.isTraining(PAIR, "task 1")).isTrue();
    suspects.begin(PAIR, "task 2", false);
    assertThat(suspects.isTraining(PAIR, "task 1")).isFalse();
  }

  @Test
  void whatTheProcessItselfWasTrainingWhenItDiedCounts() {
    suspects.begin(PAIR, "task", true);
    suspects.begin(OTHER, "task", true);
    suspects.end(OTHER);
    assertThat(suspects.takeOver()).isEqualTo(Map.of("a:1", 1, "b:2", 1));
    assertThat(suspects.begun()).isEmpty();
    suspects.begin(OTHER, "task", true);
    suspects.begin(PAIR, "task", true);
    assertThat(suspects.takeOver()).isEqualTo(Map.of("a:1", 2, "b:2", 2, "c:1", 1));
    suspects.clear();
    assertThat(suspects.takeOver()).isEmpty();
    assertThat(out.resolve(".suspects/test")).doesNotExist();
  }

  @Test
  void aDriverThatIsStoppedInOrderAndExecutorsWithoutTheirDriverSayNothing() {
    suspects.begin(PAIR, "task", true);
    suspects.stopped();
    assertThat(suspects.takeOver()).isEmpty();
    suspects.begin(PAIR, "task", false);
    assertThat(suspects.takeOver()).isEmpty();
    suspects.begin(OTHER, "task", true);
    assertThat(suspects.takeOver()).as("a stop holds once").isEqualTo(Map.of("c:1", 1));
  }
}
