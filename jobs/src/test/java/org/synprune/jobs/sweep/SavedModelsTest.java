package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.StackSizes;

/** Which models a sweep leaves, whatever happened to the sweeps before. */
class SavedModelsTest {

  private static final SeriesKey SINE = new SeriesKey("sine", Protocol.STRICT);
  private static final Series SERIES = TestSeries.sine(400, Protocol.STRICT);
  private static final List<Long> SEEDS = List.of(42L, 43L, 44L);

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path out;

  private static Grid grid(List<Long> seeds) {
    return new Grid(
        "test",
        List.of("sine"),
        List.of(Protocol.STRICT),
        List.of(Architecture.RNN, Architecture.LSTM),
        List.of(3),
        ArmSpec.of(List.of(Regulariser.NONE, Regulariser.SYNAPTIC_PRUNING)),
        seeds,
        new TrainingSettings(8, 64, 1e-3, 8, 0.3, 5, 3, PruningSettings.PAPER),
        1,
        Map.of());
  }

  private SweepResult sweep(List<Long> seeds, SaveModels which) {
    return described(seeds, which).run();
  }

  private Sweep described(List<Long> seeds, SaveModels which) {
    return Sweep.in(spark)
        .grid(grid(seeds))
        .series(Map.of(SINE, SERIES))
        .into(store())
        // Two of a cell's three seeds in a unit, the third in another.
        .stackSizes(StackSizes.of(2))
        .saveModels(which, Map.of(SINE, FeatureScaler.none(2)));
  }

  private ResultStore store() {
    return new ResultStore(out, "test");
  }

  private Path folder(String id) {
    return models().folder(id).local().orElseThrow();
  }

  private ModelStore models() {
    return new ModelStore(store());
  }

  private List<Row> query(String sql) {
    for (String table : List.of("trials", "epochs")) {
      spark.read().parquet(out.resolve(table).toString()).createOrReplaceTempView(table);
    }
    return spark.sql(sql).collectAsList();
  }

  /** By hand, not by the query under test: each cell's trial of the lowest validation loss. */
  private Set<String> bestByHand() {
    Map<String, Double> lowest = new HashMap<>();
    Map<String, String> ids = new TreeMap<>();
    for (Row row :
        query(
            "select concat_ws('/', architecture, lookback, regulariser), t.trial_id,"
                + " e.validation_loss from trials t, epochs e"
                + " where t.trial_id = e.trial_id and t.restored_epoch = e.epoch"
                + " and status = 'COMPLETED'")) {
      if (row.getDouble(2) < lowest.getOrDefault(row.getString(0), Double.MAX_VALUE)) {
        lowest.put(row.getString(0), row.getDouble(2));
        ids.put(row.getString(0), row.getString(1));
      }
    }
    return new TreeSet<>(ids.values());
  }

  private Set<String> wholeModels() {
    return models().trialIds().stream()
        .filter(id -> models().isWhole(id))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<String, FileTime> written() throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    for (String id : models().trialIds()) {
      Path weights = folder(id).resolve("model-0000.params");
      times.put(id, Files.getLastModifiedTime(weights));
    }
    return times;
  }

  private byte[] weights(String id) throws IOException {
    return Files.readAllBytes(folder(id).resolve("model-0000.params"));
  }

  @Test
  void noneIsSavedUnlessAskedFor() {
    assertThat(sweep(SEEDS, SaveModels.NONE).models()).isZero();
    assertThat(out.resolve("models")).doesNotExist();
  }

  @Test
  void theBestOfEachCellIsTheOneOfTheLowestValidationLoss() {
    assertThat(sweep(SEEDS, SaveModels.BEST).models()).isEqualTo(4);
    assertThat(wholeModels()).hasSize(4).isEqualTo(bestByHand());
    assertThat(models().trialIds()).hasSize(4);
    for (String id : models().trialIds()) {
      ModelFolder folder = ModelFolder.open(folder(id));
      boolean prunes = folder.info().regulariser().equals("synaptic-pruning");
      assertThat(folder.masks().isPresent()).isEqualTo(prunes);
      assertThat(folder.info().config()).contains("\"lookback\":3");
      assertThat(
              query(
                  "select mae, validation_loss from trials t join epochs e using (trial_id)"
                      + " where restored_epoch = epoch and trial_id = '"
                      + id
                      + "'"))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.getDouble(0)).isEqualTo(folder.info().mae());
                assertThat(row.getDouble(1)).isEqualTo(folder.info().validationLoss());
              });
    }
    assertThat(out.resolve(".staging/test")).doesNotExist();
  }

  @Test
  void allMeansAllAndFreshRemovesThem() {
    assertThat(sweep(SEEDS, SaveModels.ALL).models()).isEqualTo(12);
    assertThat(wholeModels()).hasSize(12);
    described(List.of(42L), SaveModels.NONE).fresh(true).run();
    assertThat(models().trialIds()).isEmpty();
  }

  @Test
  void trialsSweptWithoutModelsAreTrainedAgainToTheSameBits() throws IOException {
    sweep(SEEDS, SaveModels.ALL);
    Map<String, byte[]> direct = new TreeMap<>();
    for (String id : models().trialIds()) {
      direct.put(id, weights(id));
    }
    store().clear();
    sweep(SEEDS, SaveModels.NONE);
    SweepResult again = sweep(SEEDS, SaveModels.ALL);
    assertThat(again.completed()).isZero();
    assertThat(again.models()).isEqualTo(12);
    assertThat(query("select trial_id from trials")).hasSize(12);
    for (String id : direct.keySet()) {
      assertThat(weights(id)).isEqualTo(direct.get(id));
    }
  }

  @Test
  void whateverASweepLeftThatWasKilledTheNextOneEndsWithTheRightModels() throws IOException {
    sweep(SEEDS, SaveModels.BEST);
    Map<String, FileTime> before = written();
    List<String> ids = List.copyOf(before.keySet());
    // Killed before a model was written, in the middle of one, and before the others were removed;
    // and a disk that lost a part of one.
    store().removeLeftovers();
    models().remove(ids.get(0));
    Path half = Files.createDirectories(out.resolve(".staging/test/model-x-1"));
    Files.writeString(half.resolve("model-0000.params"), "half");
    Path damaged = folder(ids.get(1)).resolve("model-0000.params");
    Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 100));
    sweep(SEEDS, SaveModels.ALL);
    assertThat(models().trialIds()).hasSize(12);

    assertThat(sweep(SEEDS, SaveModels.BEST).models()).isEqualTo(4);
    assertThat(wholeModels()).isEqualTo(bestByHand());
    assertThat(models().trialIds()).isEqualTo(bestByHand());
    assertThat(half).doesNotExist();
    // What was whole was left alone.
    assertThat(written().get(ids.get(2))).isEqualTo(before.get(ids.get(2)));
    assertThat(written().get(ids.get(3))).isEqualTo(before.get(ids.get(3)));
  }

  @Test
  void aModelWithoutARowDoesNotCount() throws IOException {
    sweep(List.of(42L), SaveModels.ALL);
    String id = models().trialIds().iterator().next();
    // Killed between a unit's models and its rows.
    try (Stream<Path> files = Files.list(out.resolve("trials/run=test"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertThat(sweep(List.of(42L), SaveModels.BEST).completed()).isEqualTo(4);
    assertThat(wholeModels()).contains(id).isEqualTo(bestByHand());
  }

  @Test
  void moreSeedsMayReplaceTheBest() {
    for (long seed : List.of(42L, 43L, 44L)) {
      sweep(List.of(seed), SaveModels.BEST);
      assertThat(models().trialIds()).hasSize(4).isEqualTo(bestByHand());
    }
  }

  @Test
  void aTrialThatGivesAnotherResultThanItsRowHasNoModel() throws IOException {
    sweep(List.of(42L), SaveModels.NONE);
    Series other = TestSeries.sine(400, Protocol.STRICT);
    other.rawTarget()[399] += 1;
    Sweep again =
        Sweep.in(spark)
            .grid(grid(List.of(42L)))
            .series(Map.of(SINE, other))
            .into(store())
            .saveModels(SaveModels.BEST, Map.of(SINE, FeatureScaler.none(2)));
    assertThatThrownBy(again::run)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("4 of 4 trials of run 'test' trained again")
        .hasMessageContaining("--fresh");
    assertThat(models().trialIds()).isEmpty();
  }
}
