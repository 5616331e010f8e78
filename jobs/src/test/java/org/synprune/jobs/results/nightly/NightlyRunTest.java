package org.synprune.jobs.results.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.storage.Folder;

class NightlyRunTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

  @TempDir private Path out;

  private void trials(String run) throws IOException {
    Path folder = Files.createDirectories(out.resolve("trials/run=" + run));
    Files.write(folder.resolve("unit.parquet"), new byte[] {1});
  }

  private void finished(String run) throws IOException {
    trials(run);
    RegressionTable.write(
        new ResultStore(out, run), new NightComparison(run, List.of(), 0, 0, List.of()));
  }

  private List<String> names(List<NightlyRun> nights) {
    return nights.stream().map(NightlyRun::name).toList();
  }

  @Test
  void namesAreDatesWithANumberFromTheSecondOn() {
    assertThat(new NightlyRun(DAY, 1).name()).isEqualTo("nightly-2026-11-22");
    assertThat(new NightlyRun(DAY, 12).name()).isEqualTo("nightly-2026-11-22-12");
    assertThat(NightlyRun.parse("nightly-2026-11-22")).hasValue(new NightlyRun(DAY, 1));
    assertThat(NightlyRun.parse("nightly-2026-11-22-12")).hasValue(new NightlyRun(DAY, 12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nightly",
        "nightly-2026-11-22-1",
        "nightly-2026-11-22-0",
        "nightly-2026-11-22-02",
        "nightly-2026-02-30",
        "nightly-2026-11-22-2-old",
        "my-nightly-2026-11-22",
        "nightly-mine",
        "paper"
      })
  void otherNamesAreNoNights(String run) {
    assertThat(NightlyRun.parse(run)).isEmpty();
  }

  @Test
  void anUnfinishedNightIsCarriedOnWithAndAFinishedOneKept() throws IOException {
    Folder root = Folder.local(out);
    assertThat(NightlyRun.on(root, DAY).name()).isEqualTo("nightly-2026-11-22");
    trials("nightly-2026-11-22");
    assertThat(NightlyRun.on(root, DAY).name()).isEqualTo("nightly-2026-11-22");
    finished("nightly-2026-11-22");
    assertThat(NightlyRun.on(root, DAY).name()).isEqualTo("nightly-2026-11-22-2");
    for (int i = 2; i <= 10; i++) {
      finished("nightly-2026-11-22-" + i);
    }
    assertThat(NightlyRun.on(root, DAY).name()).isEqualTo("nightly-2026-11-22-11");
    assertThat(NightlyRun.on(root, DAY.plusDays(1)).name()).isEqualTo("nightly-2026-11-23");
  }

  @Test
  void theBaselineIsTheLastFinishedNights() throws IOException {
    for (String run :
        List.of(
            "nightly-2026-11-19",
            "nightly-2026-11-20",
            "nightly-2026-11-21",
            "nightly-2026-11-21-2",
            "nightly-2026-11-23",
            "paper")) {
      finished(run);
    }
    trials("nightly-2026-11-21-3");
    NightlyRun tonight = new NightlyRun(DAY, 1);
    assertThat(names(tonight.before(Folder.local(out), 3)))
        .containsExactly("nightly-2026-11-21-2", "nightly-2026-11-21", "nightly-2026-11-20");
    assertThat(names(tonight.before(Folder.local(out), 99))).hasSize(4);
  }

  @Test
  void whatIsOldIsCountedInNightsAlone() throws IOException {
    for (String run :
        List.of(
            "a",
            "nightly-2026-11-21-10",
            "nightly-2026-11-21-9",
            "nightly-2025-12-31",
            "nightly-2026-11-22",
            "nightly-mine",
            "z")) {
      finished(run);
    }
    assertThat(names(NightlyRun.allButNewest(Folder.local(out), 2)))
        .containsExactly("nightly-2025-12-31", "nightly-2026-11-21-9");
    assertThat(NightlyRun.allButNewest(Folder.local(out), 4)).isEmpty();
    assertThat(NightlyRun.allButNewest(Folder.local(out), 40)).isEmpty();
  }

  @Test
  void aRemovedNightLeavesNoRowsAndOneAtWorkIsNotRemoved() throws IOException {
    finished("nightly-2026-11-22");
    finished("nightly-2026-11-21");
    NightlyRun night = new NightlyRun(DAY, 1);
    RunLock sweep = RunLock.acquire(night.store(Folder.local(out)), "sweep");
    try {
      assertThatThrownBy(() -> night.remove(Folder.local(out)))
          .isInstanceOf(BadInputException.class);
    } finally {
      sweep.close();
    }
    assertThat(out.resolve("trials/run=nightly-2026-11-22")).isNotEmptyDirectory();
    night.remove(Folder.local(out));
    assertThat(out.resolve("trials/run=nightly-2026-11-22")).doesNotExist();
    assertThat(out.resolve("regressions/run=nightly-2026-11-22")).doesNotExist();
    assertThat(out.resolve("regressions/run=nightly-2026-11-21")).isNotEmptyDirectory();
  }

  @Test
  void twoNightlyRunsOfAFolderAreOneTooMany() {
    RunLock first = NightlyRun.lock(Folder.local(out));
    try {
      assertThatThrownBy(() -> NightlyRun.lock(Folder.local(out)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("a nightly run is going on");
    } finally {
      first.close();
    }
    NightlyRun.lock(Folder.local(out)).close();
  }
}
