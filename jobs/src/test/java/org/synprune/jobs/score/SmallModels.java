package org.synprune.jobs.score;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.Provenance;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.TrialTrainer;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;

/** Models of a few seconds' training, and windows for them. */
public final class SmallModels {

  public static final Series SERIES = TestSeries.sine(400, Protocol.STRICT);
  public static final int LOOKBACK = 7;
  public static final int LENGTH = LOOKBACK * 2;

  /** A second feature of another scale than the first. */
  public static final FeatureScaler SCALER =
      new FeatureScaler(List.of(5.0, -100.0), List.of(2.0, 30.0));

  private SmallModels() {}

  /** Trains and saves. */
  public static ModelFolder saved(
      Path root, Architecture architecture, Regulariser arm, long seed) {
    return saved(root, Protocol.STRICT, architecture, arm, seed);
  }

  /** The same under another protocol, on a series of the same values. */
  public static ModelFolder saved(
      Path root, Protocol protocol, Architecture architecture, Regulariser arm, long seed) {
    Series series = TestSeries.sine(SERIES.info().rows(), protocol);
    TrainingSettings settings =
        new TrainingSettings(4, 64, 1e-3, 32, 0.3, 20, 3, PruningSettings.PAPER);
    Trial trial = new Trial("sine", protocol, architecture, LOOKBACK, arm, seed, settings);
    Map<Trial, TrainedModel> models = new HashMap<>();
    TrialOutcome outcome =
        new TrialTrainer(Device.cpu())
            .train(List.of(trial), series, model -> models.put(trial, model))
            .get(0);
    TrialRow row =
        new TrialRow(
            TrialRow.idOf(trial, series.info()),
            1,
            outcome,
            series.info(),
            Provenance.ofThisProcess("3.5.9", "cpu", null),
            0);
    ModelStore store = new ModelStore(new ResultStore(root, "test"));
    store.save(row, models.get(trial), SCALER);
    return ModelFolder.open(store.folder(row.trialId()));
  }

  /** Where a model's folder lies on this machine. */
  public static Path path(ModelFolder model) {
    return model.folder().local().orElseThrow();
  }

  /** A window of the series in raw units. */
  public static double[] raw(int target) {
    double[] window = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      double scaled = SERIES.features()[(target - LOOKBACK) * 2 + i];
      window[i] = scaled * SCALER.sd().get(i % 2) + SCALER.mean().get(i % 2);
    }
    return window;
  }

  /** The same, scaled. */
  public static float[] scaled(int target) {
    return Arrays.copyOfRange(SERIES.features(), (target - LOOKBACK) * 2, target * 2);
  }

  /** Rows of a number and a value. */
  public static Dataset<Row> rows(SparkSession spark, DataType type, List<?> values) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      rows.add(RowFactory.create(i, values.get(i)));
    }
    return spark.createDataFrame(
        rows, new StructType().add("id", DataTypes.IntegerType).add("w", type));
  }
}
