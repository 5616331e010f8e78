package org.synprune.jobs.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.Cli;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.files.FaultyFiles.Fault;
import org.synprune.jobs.files.FaultyFiles.Killed;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.results.Compaction.Compacted;
import org.synprune.jobs.results.query.ResultViews;
import org.synprune.jobs.storage.RemoteFolders;

/** A run in few large files holds what it held in many small ones. */
class CompactionTest {

  private static final List<String> TABLES = List.of("trials", "epochs", "layers");

  private final SparkSession spark = LocalSpark.get().newSession();

  @TempDir private Path temp;

  /** Trials that failed before they completed, and a unit that two processes wrote. */
  private static void fill(ResultStore store) {
    store.commit(
        "a",
        List.of(
            HandMade.completed(Regulariser.NONE, 1),
            HandMade.failed(Regulariser.NONE, 2, 1, "EngineException", "out of memory")));
    store.commit("b", List.of(HandMade.failed(Regulariser.NONE, 2, 2, "EngineException", "x")));
    store.commit("c", List.of(HandMade.completed(Regulariser.DROPOUT, 1)));
    store.commit("c-again", List.of(HandMade.completed(Regulariser.DROPOUT, 1)));
  }

  /** All rows, their times and errors among them; one query, as a view is asked often here. */
  private List<String> rows(ResultStore store) {
    ResultViews.register(spark, store.root(), Set.of());
    return spark
        .sql(
            "select 'trials' as name, trial_id, to_json(struct(*)) as row from trials"
                + " union all select 'epochs', trial_id, to_json(struct(*)) from epochs"
                + " union all select 'layers', trial_id, to_json(struct(*)) from layers")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }

  private static List<String> files(Path out) throws IOException {
    List<String> files = new ArrayList<>();
    for (String table : TABLES) {
      try (Stream<Path> all = Files.list(out.resolve(table).resolve("run=test"))) {
        all.forEach(file -> files.add(table + "/" + file.getFileName()));
      }
    }
    return files;
  }

  @Test
  void rowsAreTheSameInOneFileATable() throws IOException {
    ResultStore store = new ResultStore(temp, "test");
    fill(store);
    List<String> before = rows(store);
    assertThat(before).hasSize(4 + 2 + 2);
    Compacted done = Compaction.run(store);
    assertThat(done.filesBefore()).isEqualTo(12);
    assertThat(done.files()).isEqualTo(3);
    assertThat(done.bytes()).isPositive();
    assertThat(files(temp)).hasSize(3);
    assertThat(rows(store)).isEqualTo(before);
    // Who knows nothing of this program reads the same.
    assertThat(spark.read().parquet(temp.resolve("trials").toString()).count()).isEqualTo(4);
    assertThat(spark.read().parquet(temp.resolve("epochs").toString()).count()).isEqualTo(2);
    assertThat(Compaction.run(store).filesBefore()).isEqualTo(3);

    store.commit("d", List.of(HandMade.completed(Regulariser.NONE, 2)));
    assertThat(rows(store)).hasSize(8 + 3).containsAll(before);
    assertThat(Compaction.run(store).files()).isEqualTo(3);
    assertThat(rows(store)).hasSize(8 + 3).containsAll(before);
    assertThat(DamagedFiles.setAside(store)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatIsCutShortLosesAndDoublesNothing(boolean renaming) throws IOException {
    ResultStore whole = new ResultStore(temp.resolve("whole"), "test");
    fill(whole);
    List<String> before = rows(whole);
    int steps = 0;
    for (boolean reached = true; reached; steps++) {
      RemoteFolders remote = renaming ? RemoteFolders.renaming(temp) : RemoteFolders.objects(temp);
      ResultStore store = new ResultStore(remote.in(spark).folder("out"), "test");
      fill(store);
      remote.fail(Fault.KILLED, steps + 1);
      try {
        Compaction.run(store);
      } catch (Killed e) {
        // As after a kill: the lease isn't given back either.
      }
      reached = remote.heal();
      assertThat(rows(store)).as("killed at step %d", steps + 1).isEqualTo(before);
      RunLock.acquire(store, "test", true).close();
      assertThat(Compaction.run(store).files()).isEqualTo(3);
      assertThat(rows(store)).as("after step %d", steps + 1).isEqualTo(before);
      assertThat(files(remote.local("out"))).hasSize(3);
      assertThat(remote.local("out/.compacting/test"))
          .satisfiesAnyOf(
              notes -> assertThat(notes).doesNotExist(),
              notes -> assertThat(notes).isEmptyDirectory());
    }
    assertThat(steps).isGreaterThan(12);
  }

  @Test
  void aDamagedFileOrNoTrialsAreOneSentence() throws IOException {
    ResultStore store = new ResultStore(temp, "test");
    assertThatThrownBy(() -> Compaction.run(store))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no trials of run 'test'");
    fill(store);
    Path damaged = temp.resolve("trials/run=test/b.parquet");
    Files.write(damaged, new byte[] {'P', 'A', 'R', '1', 0, 0, 0, 0, 0, 0, 0, 0});
    assertThatThrownBy(() -> Compaction.run(store))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("b.parquet: can't be read");
    assertThat(files(temp)).contains("trials/a.parquet", "epochs/c.parquet");
    Files.delete(damaged);
    assertThat(Compaction.run(store).files()).isEqualTo(3);
    assertThat(rows(store)).hasSize(3 + 2 + 2);
  }

  @Test
  void theCommandTellsWhatItDid() {
    fill(new ResultStore(temp, "test"));
    assertThat(Cli.run("compact", "--out", temp.toString(), "--run", "test").fine().out())
        .matches("compacted  test: 12 files before, 3 now \\(\\d+ KB\\)\n");
  }
}
