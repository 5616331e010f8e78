package org.synprune.jobs.sweep.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.SaveModels;
import org.synprune.jobs.sweep.SmallGrid;
import org.synprune.jobs.sweep.Sweep;
import org.synprune.jobs.sweep.SweepResult;
import org.synprune.jobs.sweep.check.NoExecutorException;
import org.synprune.jobs.sweep.units.WorkUnit;

/** Trials that are trained again for their models, on machines that fail and processes that die. */
class ModelJobTest {

  private static final Grid GRID = SmallGrid.of(List.of(42L, 43L, 44L));

  @TempDir private Path out;
  private Suspects notes;

  @BeforeEach
  void trainWithoutModels() {
    sweep(SaveModels.NONE);
    notes = Suspects.of(store()).ofModels();
  }

  private ResultStore store() {
    return new ResultStore(out, "test");
  }

  private SweepResult sweep(SaveModels which) {
    return Sweep.in(LocalSpark.get())
        .grid(GRID)
        .series(SmallGrid.ALL_SERIES)
        .into(store())
        .saveModels(which, Map.of(new SeriesKey("sine", Protocol.STRICT), FeatureScaler.none(2)))
        .run();
  }

  @Test
  void aTrialThatKillsItsProcessesCostsItsOwnModelAndIsTriedAgain() {
    WorkUnit killer = SmallGrid.unit(GRID, 1);
    for (int i = 0; i < Rounds.BLAMED; i++) {
      notes.begin(killer, "dead", true);
      notes.takeOver();
    }
    String id = killer.planned().get(0).trialId();
    assertThatThrownBy(() -> sweep(SaveModels.ALL))
        .isInstanceOf(NoExecutorException.class)
        .hasMessage(
            "1 of the run's models couldn't be made, all else is there: 3 processes died while they"
                + " trained trial "
                + id
                + " again; the same command tries once more");
    ModelStore models = new ModelStore(store());
    assertThat(models.trialIds()).hasSize(GRID.size() - 1).doesNotContain(id);

    assertThat(sweep(SaveModels.ALL).models()).isEqualTo(GRID.size());
    assertThat(models.trialIds()).hasSize(GRID.size());
    assertThat(out.resolve(".suspects/test")).doesNotExist();
  }

  @Test
  void aDeathOrTwoAreNotHeldAgainstATrial() {
    WorkUnit pair = SmallGrid.unit(GRID, 0, 3);
    for (int i = 0; i < Rounds.BLAMED - 1; i++) {
      notes.begin(pair, "dead", true);
      // The next sweep looks at its own notes first, and leaves these alone.
      Suspects.of(store()).takeOver();
      notes.takeOver();
    }
    assertThat(sweep(SaveModels.ALL).models()).isEqualTo(GRID.size());
  }

  @Test
  void aMachineThatFailsItsCheckGetsNoTrial() throws IOException {
    Path inTheWay = out.resolve(".suspects");
    Files.deleteIfExists(inTheWay);
    Files.writeString(inTheWay, "a file");
    assertThatThrownBy(() -> sweep(SaveModels.ALL))
        .isInstanceOf(NoExecutorException.class)
        .hasMessageStartingWith("no machine can train, expected one that passes the check: ")
        .hasMessageContaining("can't be written");
    Files.delete(inTheWay);
    assertThat(sweep(SaveModels.ALL).models()).isEqualTo(GRID.size());
  }
}
