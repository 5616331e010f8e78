package org.synprune.jobs.score;

import static org.apache.spark.sql.functions.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.RealData;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.Grid.Varied;
import org.synprune.jobs.sweep.SaveModels;
import org.synprune.jobs.sweep.Sweep;

/** A saved model forecasts the test split as its trial did: the MAE is the same double. */
class TestSplitTest {

  /** One for each way that a model forecasts: as it is, pruned, with dropout. */
  private static final List<Regulariser> ARMS =
      List.of(Regulariser.NONE, Regulariser.MC_DROPOUT, Regulariser.SYNAPTIC_PRUNING);

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path dir;

  private Map<SeriesKey, Folder> prepared(String dataset, Path data, List<Protocol> protocols) {
    Map<SeriesKey, Folder> folders = new HashMap<>();
    for (Protocol protocol : protocols) {
      Folder folder =
          Prepare.in(spark)
              .dataset(RealData.builtIn(dataset))
              .protocol(protocol)
              .from(data)
              .into(dir.resolve("series"))
              .run()
              .folder();
      folders.put(new SeriesKey(dataset, protocol), folder);
    }
    return folders;
  }

  /** Trains every network under the arms and holds the models against the rows. */
  private void requireSameBits(
      Map<SeriesKey, Folder> folders,
      List<Regulariser> arms,
      List<Integer> lookbacks,
      List<Integer> horizons) {
    Map<SeriesKey, Series> series = new HashMap<>();
    Map<SeriesKey, FeatureScaler> scalers = new HashMap<>();
    folders.forEach(
        (key, folder) -> {
          series.put(key, SeriesStore.read(spark, folder));
          scalers.put(key, StoredSeries.of(folder).scaler());
        });
    TrainingSettings settings =
        new TrainingSettings(4, 64, 1e-3, 32, 0.3, 20, 3, PruningSettings.PAPER);
    Grid grid =
        new Grid(
            "score",
            folders.keySet().stream().map(SeriesKey::dataset).distinct().toList(),
            folders.keySet().stream().map(SeriesKey::protocol).toList(),
            Architecture.builtIn(),
            lookbacks,
            ArmSpec.of(arms),
            List.of(42L),
            horizons.stream()
                .map(steps -> new Varied(Variant.NONE.withHorizon(steps), settings))
                .toList(),
            Question.ofPruning(ArmSpec.of(arms)),
            1,
            Map.of());
    ResultStore store = new ResultStore(dir.resolve("out"), "score");
    Sweep.in(spark).grid(grid).series(series).into(store).saveModels(SaveModels.ALL, scalers).run();
    List<Row> trials =
        spark
            .read()
            .parquet(store.readable("trials"))
            .where("status = 'COMPLETED'")
            .collectAsList();
    assertThat(trials).hasSize(grid.size());
    for (Row trial : trials) {
      ModelFolder model =
          ModelFolder.open(
              new ModelStore(store).folder(trial.getAs("trial_id")).local().orElseThrow());
      ModelInfo info = model.info();
      Series data = series.get(new SeriesKey(info.dataset(), Protocol.byId().get(info.protocol())));
      Dataset<Row> windows =
          new ForecastTransformer()
              .setModelPath(model.folder().toString())
              .setInputUnits(InputUnits.SCALED)
              .setBatchSize(100)
              .transform(TestSplit.of(spark, data, info).repartition(3));
      Dataset<Row> forecasts = TestSplit.bySteps(windows, info, "forecast").cache();
      assertThat(forecasts.count())
          .isEqualTo(trial.<Integer>getAs("test_windows") * (long) info.horizon());
      Row last = forecasts.orderBy(desc(TestSplit.STEP), desc(TestSplit.ROW)).first();
      assertThat(last.<Integer>getAs(TestSplit.STEP)).isEqualTo(info.horizon());
      assertThat(last.<Long>getAs(TestSplit.ROW)).isEqualTo(data.info().rows() - 1);
      assertThat(last.<Double>getAs(TestSplit.ACTUAL))
          .isEqualTo(data.rawTarget()[data.info().rows() - 1]);
      assertThat(TestSplit.mae(forecasts, "forecast"))
          .as(info.config())
          .isEqualTo(trial.<Double>getAs("mae"));
      boolean spreads = Arrays.asList(forecasts.columns()).contains("forecast_sd");
      assertThat(spreads)
          .isEqualTo(info.regulariser().equals("mc-dropout") && !info.protocol().equals("paper"));
      if (spreads) {
        assertThat(forecasts.where("not forecast_sd > 0").count()).isZero();
      }
      forecasts.unpersist();
    }
  }

  @Test
  void generatedSeriesOfAllProtocols() {
    Generator generator = Generator.of("bitcoin").rows(399);
    generator.to(dir.resolve(generator.fileName()));
    requireSameBits(
        prepared("bitcoin", dir, List.of(Protocol.values())), ARMS, List.of(14), List.of(1, 3));
  }

  @Test
  void theRealHourlyPowerSeries() {
    requireSameBits(
        prepared("power", RealData.folder(), List.of(Protocol.STRICT)),
        List.of(Regulariser.SYNAPTIC_PRUNING),
        List.of(7),
        List.of(24));
  }

  @Test
  void aModelOfAnotherSeriesIsRefused() {
    ModelInfo info = SmallModels.saved(dir, Architecture.RNN, Regulariser.NONE, 42).info();
    Generator generator = Generator.of("bitcoin").rows(399);
    generator.to(dir.resolve(generator.fileName()));
    Folder folder = prepared("bitcoin", dir, List.of(Protocol.STRICT)).values().iterator().next();
    Series other = SeriesStore.read(spark, folder);
    assertThatThrownBy(() -> TestSplit.of(spark, other, info))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("was trained on another 'sine' series");
  }
}
