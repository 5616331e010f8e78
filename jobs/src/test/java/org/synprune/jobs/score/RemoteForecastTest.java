package org.synprune.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.files.FaultyFiles;
import org.synprune.jobs.files.FaultyFiles.Fault;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.RemoteFolders;

/** Models in other stores forecast as those of this machine, and forecasts go there. */
class RemoteForecastTest {

  private final SparkSession spark = LocalSpark.get();
  @TempDir private Path temp;

  private RemoteFolders store(boolean renaming) {
    RemoteFolders remote = renaming ? RemoteFolders.renaming(temp) : RemoteFolders.objects(temp);
    return remote.in(spark);
  }

  private static void copy(ModelFolder model, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(SmallModels.path(model))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private List<Double> forecasts(ForecastTransformer transformer) {
    Dataset<Row> windows =
        SmallModels.rows(
            spark,
            DataTypes.createArrayType(DataTypes.DoubleType),
            IntStream.range(60, 100).mapToObj(SmallModels::raw).toList());
    return transformer
        .setInputCol("w")
        .transform(windows.repartition(4))
        .orderBy("id")
        .select("forecast")
        .collectAsList()
        .stream()
        .map(row -> row.getDouble(0))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aModelIsFetchedAndForecastsTheSame(boolean renaming) throws IOException {
    RemoteFolders remote = store(renaming);
    ModelFolder local = SmallModels.saved(temp, Architecture.RNN, Regulariser.SYNAPTIC_PRUNING, 42);
    Path there = remote.local("models/one");
    copy(local, there);
    String address = remote.address("models/one");
    List<Double> expected =
        forecasts(new ForecastTransformer().setModelPath(local.folder().toString()));
    assertThat(forecasts(new ForecastTransformer().setModelPath(address))).isEqualTo(expected);

    ModelFolder opened = ModelFolder.open(remote.folder("models/one"));
    assertThat(opened.id()).isEqualTo(local.id());
    assertThat(opened.masks().orElseThrow().sparsity())
        .isEqualTo(local.masks().orElseThrow().sparsity());
    assertThat(ModelFolder.isWhole(remote.folder("models/one"))).isTrue();
    Files.write(there.resolve("model-0000.params"), new byte[1]);
    assertThat(ModelFolder.isWhole(remote.folder("models/one"))).isFalse();
    Files.delete(there.resolve("model.json"));
    assertThatThrownBy(() -> forecasts(new ForecastTransformer().setModelPath(address)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(address + ": holds no model.json");
  }

  @Test
  void tasksOfOneProcessShareAModelOfAnotherStore() throws Exception {
    RemoteFolders remote = store(true);
    ModelFolder local = SmallModels.saved(temp, Architecture.RNN, Regulariser.NONE, 42);
    copy(local, remote.local("one"));
    ExecutorModels models = new ExecutorModels();
    for (int task = 0; task < 3; task++) {
      // As each task gets it: an object of its own.
      models.borrow(remote.folder("one"), local.id(), Device.cpu()).close();
    }
    assertThat(models.loads()).isEqualTo(1);
  }

  private Dataset<Row> range(int rows) {
    return spark.range(rows).toDF("forecast");
  }

  private long count(Folder folder) {
    return spark.read().parquet(folder.readable()).count();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void forecastsReplaceForecastsAndNothingElse(boolean renaming) throws IOException {
    RemoteFolders remote = store(renaming);
    Folder target = remote.folder("out/forecasts");
    ForecastFolder.at(target).write(range(2), List.of());
    ForecastFolder.at(target).write(range(5), List.of());
    assertThat(count(target)).isEqualTo(5);
    assertThat(remote.local("out").toFile().list()).containsExactly("forecasts");

    Dataset<Row> read = spark.read().parquet(target.readable());
    assertThatThrownBy(() -> ForecastFolder.at(target).write(read, List.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("would replace or lie in");
    assertThatThrownBy(() -> ForecastFolder.at(remote.folder("out")).write(read, List.of()))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(
            () -> ForecastFolder.at(target.resolve("below")).write(range(1), List.of(target)))
        .isInstanceOf(BadInputException.class);
    Files.writeString(remote.local("out/forecasts/notes.txt"), "mine");
    assertThatThrownBy(() -> ForecastFolder.at(target).write(range(1), List.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("holds 'notes.txt', which 'score' didn't write");
    assertThatThrownBy(() -> ForecastFolder.at(remote.folder("out")).write(range(1), List.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("wasn't written by 'score'");
    Files.delete(remote.local("out/forecasts/notes.txt"));
    assertThat(count(target)).isEqualTo(5);
  }

  @Test
  void aKillBeforeTheRenamingLeavesTheForecastsBefore() {
    RemoteFolders remote = store(true);
    Folder target = remote.folder("out/forecasts");
    ForecastFolder.at(target).write(range(2), List.of());
    remote.fail(Fault.KILLED, 3);
    assertThatThrownBy(() -> ForecastFolder.at(target).write(range(5), List.of()))
        .isInstanceOf(FaultyFiles.Killed.class);
    remote.heal();
    assertThat(count(target)).isEqualTo(2);
    ForecastFolder.at(target).write(range(5), List.of());
    assertThat(count(target)).isEqualTo(5);
  }

  @Test
  void whatAKilledProcessLeftInAnObjectStoreIsReplaced() {
    RemoteFolders remote = store(false);
    Folder target = remote.folder("out/forecasts");
    for (int at = 2; at < 6; at++) {
      remote.fail(Fault.KILLED, at);
      assertThatThrownBy(() -> ForecastFolder.at(target).write(range(2), List.of()))
          .isInstanceOf(FaultyFiles.Killed.class);
      remote.heal();
    }
    ForecastFolder.at(target).write(range(5), List.of());
    assertThat(count(target)).isEqualTo(5);
  }
}
