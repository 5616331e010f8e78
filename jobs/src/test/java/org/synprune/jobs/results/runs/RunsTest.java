package org.synprune.jobs.results.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.results.FailureKinds;
import org.synprune.jobs.results.HandMade;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.storage.Folder;

/** Listing and removing the runs of a folder. */
class RunsTest {

  @TempDir private Path out;

  private ResultStore store(String run) {
    return new ResultStore(out, run);
  }

  private List<RunInfo> runs() {
    return RunListing.read(LocalSpark.get(), Folder.local(out));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(out)) {
      return all.filter(Files::isRegularFile)
          .map(file -> out.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private void put(String file, String text) throws IOException {
    Files.createDirectories(out.resolve(file).getParent());
    Files.writeString(out.resolve(file), text);
  }

  @BeforeEach
  void twoRuns() throws IOException {
    store("a")
        .commit(
            "u",
            List.of(
                HandMade.failed(Regulariser.NONE, 1, 1, "DivergedException", "loss is NaN"),
                HandMade.failed(Regulariser.DROPOUT, 2, 1, "DivergedException", "loss is NaN"),
                HandMade.failed(Regulariser.DROPOUT, 2, 2, "DivergedException", "loss is NaN")));
    store("a").commit("v", List.of(HandMade.completed(Regulariser.NONE, 1)));
    store("a").commit("w", List.of(HandMade.completed(Regulariser.NONE, 3)));
    store("a").writeReport("<html>");
    put("models/run=a/0/model.json", "{}");
    put("forecasts/run=a/trial_id=0/x.parquet", "x");
    put("cells/run=a/cells.parquet", "x");
    put(".damaged/a/trials-x.parquet", "x");
    put(".staging/a/half", "x");
    store("a-b").commit("u", List.of(HandMade.completed(Regulariser.RIGL, 9)));
    put("cells/run=appendix/cells.parquet", "four");
    put("notes/run=a/mine.txt", "not ours");
    put("series/sine/strict/manifest.json", "{}");
  }

  @Test
  void aRunIsListedWithWhatItsTrialsSpan() throws IOException {
    assertThat(runs()).extracting(RunInfo::name).containsExactly("a", "a-b", "appendix");
    RunInfo first = runs().get(0);
    assertThat(first.trials()).isEqualTo(3);
    assertThat(first.failed()).isEqualTo(1);
    assertThat(first.newest()).isEqualTo(Instant.ofEpochSecond(3));
    assertThat(first.grid())
        .isEqualTo(
            new RunInfo.Grid(
                List.of("sine"),
                List.of("strict"),
                List.of("rnn"),
                List.of(7),
                List.of("dropout", "none"),
                List.of(1L, 2L, 3L)));
    long bytes = 0;
    for (String file : files()) {
      if ((file.contains("run=a/") || file.contains(".damaged/a/")) && !file.contains("notes")) {
        bytes += Files.size(out.resolve(file));
      }
    }
    assertThat(first.bytes()).isEqualTo(bytes);
    assertThat(runs().get(2)).isEqualTo(new RunInfo("appendix", RunInfo.Grid.EMPTY, 0, 0, 4, null));
  }

  @Test
  void aDamagedFileDoesNotKeepRunsFromBeingListed() throws IOException {
    put("trials/run=a/cut.parquet", "PAR1 and no more");
    put("trials/run=b/cut.parquet", "PAR1 and no more");
    assertThat(runs()).extracting(RunInfo::name).containsExactly("a", "a-b", "appendix", "b");
    assertThat(runs()).extracting(RunInfo::trials).containsExactly(3L, 1L, 0L, 0L);
  }

  @Test
  void aFolderWithoutRunsListsNone() {
    assertThat(RunListing.read(LocalSpark.get(), Folder.local(out.resolve("no")))).isEmpty();
  }

  @Test
  void aRunIsRemovedWholeAndNothingElse() throws IOException {
    List<String> others =
        files().stream()
            .filter(file -> !file.contains("run=a/") || file.contains("notes"))
            .filter(file -> !file.matches("[.](damaged|staging)/a/.*"))
            .toList();
    long bytes = runs().get(0).bytes();
    assertThat(RunRemoval.of(Folder.local(out)).remove("a"))
        .isEqualTo(new RunRemoval.Removed("a", bytes));
    assertThat(files()).isEqualTo(others);
    assertThat(out.resolve(".removed")).doesNotExist();
    assertThat(runs()).extracting(RunInfo::name).containsExactly("a-b", "appendix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "", "..", "a/../a-b", "A", "notes"})
  void aRunThatIsNotThereIsRefused(String run) throws IOException {
    List<String> before = files();
    assertThatThrownBy(() -> RunRemoval.of(Folder.local(out)).remove(run))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no run '" + run + "'")
        .hasMessageContaining("expected one of a, a-b, appendix");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aRemovalThatWasCutShortInDeletingIsListedAndCarriedOn() throws IOException {
    put(".removed/gone-00000000-0000-0000-0000-000000000000/trials/x.parquet", "x");
    assertThat(runs()).extracting(RunInfo::name).contains("gone");
    RunRemoval.of(Folder.local(out)).remove("gone");
    assertThat(out.resolve(".removed")).doesNotExist();
    assertThat(runs()).extracting(RunInfo::name).doesNotContain("gone");
  }

  @Test
  void aRunAtWorkIsNotRemoved() throws IOException {
    try (RunLock sweep = RunLock.acquire(store("a"), "sweep")) {
      List<String> before = files();
      assertThatThrownBy(() -> RunRemoval.of(Folder.local(out)).remove("a"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("in use by another process (sweep)");
      assertThat(files()).isEqualTo(before);
      RunLock.requireHeld(store("a"), sweep.token());
    }
  }

  @Test
  void aRemovalThatWasCutShortIsListedAndCarriedOn() throws IOException {
    // As a process leaves it that ends after its first renames.
    Path aside = out.resolve(".removed/a-00000000-0000-0000-0000-000000000000");
    Files.createDirectories(aside);
    Files.move(out.resolve("cells/run=a"), aside.resolve("cells"));
    put(".removed/a-b-00000000-0000-0000-0000-000000000000/cells/x", "another run's");
    assertThat(runs().get(0).trials()).isEqualTo(3);
    RunRemoval.of(Folder.local(out)).remove("a");
    assertThat(aside).doesNotExist();
    assertThat(files()).filteredOn(file -> file.startsWith(".removed/")).hasSize(1);
  }

  @Test
  void failuresAreCountedByKind() {
    ResultStore store = store("failed");
    assertThat(FailureKinds.read(LocalSpark.get(), store)).isEmpty();
    store.commit(
        "u",
        List.of(
            HandMade.failed(Regulariser.NONE, 1, 1, "DivergedException", "epoch 3: loss 1.5e+30"),
            HandMade.failed(Regulariser.NONE, 1, 2, "DivergedException", "epoch 3: loss 2e9\nat"),
            HandMade.failed(Regulariser.NONE, 2, 1, "EngineException", "out of memory"),
            HandMade.failed(Regulariser.NONE, 3, 1, "DivergedException", "epoch 17: loss 3"),
            HandMade.failed(Regulariser.NONE, 4, 1, "EngineException", "no kernel"),
            HandMade.failed(Regulariser.NONE, 5, 1, "EngineException", "out of memory"),
            HandMade.completed(Regulariser.NONE, 5)));
    List<FailureKinds.FailureKind> kinds = FailureKinds.read(LocalSpark.get(), store);
    assertThat(kinds)
        .extracting(FailureKinds.FailureKind::error, FailureKinds.FailureKind::trials)
        .containsExactly(
            tuple("DivergedException", 2L),
            tuple("EngineException", 1L),
            tuple("EngineException", 1L));
    assertThat(kinds.get(0).message()).isIn("epoch 3: loss 2e9", "epoch 17: loss 3");
    assertThat(kinds.get(1).message()).isEqualTo("no kernel");
    assertThat(kinds.get(1).exampleTrialId())
        .isEqualTo(TrialRow.idOf(HandMade.trial(Regulariser.NONE, 4), HandMade.SERIES));
  }
}
