package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.results.Compaction;
import org.synprune.jobs.results.FailureKinds;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.query.ResultViews;
import org.synprune.jobs.results.runs.RunListing;
import org.synprune.jobs.results.runs.RunRemoval;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.storage.LeaseLostException;
import org.synprune.jobs.storage.RemoteFolders;

/** A run in a store that no machine has mounted is the same run. */
class RemoteSweepTest {

  private static final SeriesKey SINE = new SeriesKey("sine", Protocol.STRICT);
  private static final Series SERIES = SmallGrid.SERIES;
  private static final Grid GRID = SmallGrid.of(List.of(42L, 43L));

  private static final String ERRORS =
      "select trial_id, mae, rmse, status, attempt from trials order by 1";

  private final SparkSession spark = LocalSpark.get().newSession();

  @TempDir private Path temp;

  private Sweep sweep(ResultStore store) {
    return Sweep.in(spark)
        .grid(GRID)
        .series(SmallGrid.ALL_SERIES)
        .into(store)
        .saveModels(
            SaveModels.ALL, Map.of(SINE, FeatureScaler.none(SERIES.info().features().size())));
  }

  private List<String> query(ResultStore store, String sql) {
    ResultViews.register(spark, store.root(), Set.of());
    return spark.sql(sql).collectAsList().stream().map(row -> row.mkString(" ")).toList();
  }

  private RemoteFolders remote(boolean renaming) {
    RemoteFolders remote = renaming ? RemoteFolders.renaming(temp) : RemoteFolders.objects(temp);
    return remote.in(spark);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hasTheSameRowsAsOneOfThisMachineAndCarriesOn(boolean renaming) throws IOException {
    ResultStore here = new ResultStore(temp.resolve("here"), "test");
    sweep(here).run();
    List<String> expected = query(here, ERRORS);
    assertThat(expected).hasSize(GRID.size());

    RemoteFolders remote = remote(renaming);
    ResultStore there = new ResultStore(remote.folder("out"), "test");
    SweepResult first = sweep(there).run();
    assertThat(first.completed()).isEqualTo(GRID.size());
    assertThat(query(there, ERRORS)).isEqualTo(expected);
    assertThat(query(there, "select count(*) from epochs")).containsExactly("16");
    assertThat(new ModelStore(there).trialIds()).hasSize(GRID.size());
    assertThat(RunListing.read(spark, there.root()))
        .singleElement()
        .satisfies(run -> assertThat(run.trials()).isEqualTo(GRID.size()));
    assertThat(FailureKinds.read(spark, there)).isEmpty();

    assertThat(sweep(there).run().completed()).isZero();
    Compaction.run(there);
    assertThat(sweep(there).run().completed()).isZero();
    assertThat(query(there, ERRORS)).isEqualTo(expected);
    // What a sweep leaves that is killed before a unit's last file, and a file cut short.
    Path trials = remote.local("out/trials/run=test");
    Path file;
    try (Stream<Path> files = Files.list(trials)) {
      file = files.findFirst().orElseThrow();
    }
    Files.copy(
        remote.local("out/epochs/run=test").resolve(file.getFileName()),
        remote.local("out/epochs/run=test").resolve("killed.parquet"));
    assertThat(query(there, "select count(*) from epochs")).containsExactly("16");
    Files.write(file, new byte[] {'P', 'A', 'R', '1', 0});
    SweepResult again = sweep(there).run();
    assertThat(again.damaged())
        .containsExactly(remote.address("out/trials/run=test/" + file.getFileName()));
    assertThat(again.completed()).isPositive();
    assertThat(query(there, ERRORS)).isEqualTo(expected);
    assertThat(remote.local("out/epochs/run=test/killed.parquet")).doesNotExist();
    assertThat(remote.local("out/.damaged/test")).isNotEmptyDirectory();

    RunRemoval.of(there.root()).remove("test");
    try (Stream<Path> left = Files.walk(remote.local("out"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isTakenFromASweepThatIsHeardOfNoMoreWhenOneSaysSo(boolean renaming) {
    ResultStore store = new ResultStore(remote(renaming).folder("out"), "test");
    try (RunLock dead = RunLock.acquire(store, "sweep")) {
      assertThatThrownBy(() -> sweep(store).run())
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("--take-over")
          .hasMessageNotContaining("\n");
      assertThat(store.hasTrials()).isFalse();
      assertThat(sweep(store).takeOver(true).run().completed()).isEqualTo(GRID.size());
      assertThatThrownBy(() -> RunLock.requireHeld(store, dead.token()))
          .isInstanceOf(LeaseLostException.class)
          .hasMessageContaining("has taken over");
    }
  }
}
