package org.synprune.bench.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;

class StoreScaleTest {

  private static final int UNITS = 3;

  @Test
  void theUnitsAreTheGridsTrialsEachOnce() {
    UnitRows rows = new UnitRows(UNITS, "3.5.9");
    List<TrialRow> all =
        IntStream.range(0, UNITS).mapToObj(rows::of).flatMap(List::stream).toList();

    Set<String> wanted = new HashSet<>();
    for (int place = 0; place < rows.grid().size(); place++) {
      wanted.add(
          TrialRow.idOf(rows.grid().trial(place), rows.series().values().iterator().next().info()));
    }
    assertThat(all).extracting(TrialRow::trialId).containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(all)
        .extracting(row -> ((Completed) row.outcome()).layers().isEmpty())
        .contains(true, false);
  }

  @Test
  void eachUnitIsAFileATable(@TempDir Path folder) throws Exception {
    StoreScale.commit(new UnitRows(UNITS, "3.5.9"), UNITS, 2, new ResultStore(folder, "run"));

    for (String table : List.of("trials", "epochs", "layers")) {
      try (Stream<Path> files = Files.list(folder.resolve(table).resolve("run=run"))) {
        assertThat(files).hasSize(UNITS);
      }
    }
  }
}
