package org.synprune.jobs.score;

import java.io.Serial;
import java.util.Arrays;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.storage.Folder;

/**
 * Adds a saved model's forecasts to rows of windows.
 *
 * <pre>{@code
 * new ForecastTransformer()
 *     .setModelPath("out/models/run=paper/0123…")
 *     .setInputCol("window")
 *     .setOutputCol("forecast")
 *     .transform(windows);
 * }</pre>
 *
 * <p>A window is an {@code array<float>}, {@code array<double>} or ML vector of {@code lookback x
 * features} values, row by row, the oldest first, the features in the order of {@code model.json};
 * in raw units, unless {@link #setInputUnits} says that they are scaled. The forecast is a double
 * in raw units; for a model of Monte Carlo dropout it is the mean of its forecasts, and a second
 * column, whose name ends in {@code _sd}, is their standard deviation. A model with a horizon of
 * several steps gives an {@code array<double>} of them, the next step first.
 *
 * <p>A window's forecast depends on the window and the model alone: not on its partition, on the
 * rows beside it or on the batch size. Each executor process loads a model once. The model's folder
 * is a path that all machines have mounted, or an address such as {@code
 * hdfs://host/out/models/...} of any store that the session has a client for. A task forecasts with
 * one thread.
 */
public final class ForecastTransformer extends Transformer implements DefaultParamsWritable {

  @Serial private static final long serialVersionUID = 1L;

  private static final int BATCH_SIZE = 512;

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> modelPath;
  private final Param<String> inputUnits;
  private final IntParam batchSize;

  /** Creates a transformer with a unique name. */
  public ForecastTransformer() {
    this(Identifiable$.MODULE$.randomUID("forecast"));
  }

  /**
   * Creates a transformer.
   *
   * @param uid its name, unique in a pipeline
   */
  public ForecastTransformer(String uid) {
    // First: a parameter takes its owner's name when it is made.
    this.uid = uid;
    inputCol = new Param<>(this, "inputCol", "name of the column of windows");
    outputCol = new Param<>(this, "outputCol", "name of the column of forecasts, in raw units");
    modelPath = new Param<>(this, "modelPath", "folder of a model that a sweep has saved");
    inputUnits =
        new Param<>(
            this,
            "inputUnits",
            "units of the windows: raw, or scaled as in a prepared series",
            ParamValidators.inArray(InputUnits.ids()));
    batchSize =
        new IntParam(
            this,
            "batchSize",
            "windows that are forecast at a time; only speed and memory depend on it",
            ParamValidators.gt(0));
    setDefault(inputCol, "window");
    setDefault(outputCol, "forecast");
    setDefault(inputUnits, InputUnits.RAW.id());
    setDefault(batchSize, BATCH_SIZE);
  }

  @Override
  public String uid() {
    return uid;
  }

  /**
   * The column of windows.
   *
   * @return the parameter, {@code window} by default
   */
  public Param<String> inputCol() {
    return inputCol;
  }

  /**
   * The column of forecasts.
   *
   * @return the parameter, {@code forecast} by default
   */
  public Param<String> outputCol() {
    return outputCol;
  }

  /**
   * The model's folder.
   *
   * @return the parameter, without a default
   */
  public Param<String> modelPath() {
    return modelPath;
  }

  /**
   * The windows' units.
   *
   * @return the parameter, {@code raw} by default
   */
  public Param<String> inputUnits() {
    return inputUnits;
  }

  /**
   * Windows that are forecast at a time.
   *
   * @return the parameter, 512 by default
   */
  public IntParam batchSize() {
    return batchSize;
  }

  /**
   * Sets the column of windows.
   *
   * @param name its name
   * @return this
   */
  public ForecastTransformer setInputCol(String name) {
    set(inputCol, name);
    return this;
  }

  /**
   * Sets the column of forecasts.
   *
   * @param name its name
   * @return this
   */
  public ForecastTransformer setOutputCol(String name) {
    set(outputCol, name);
    return this;
  }

  /**
   * Sets the model.
   *
   * @param folder path or address of a folder that a sweep has saved, seen by all executors
   * @return this
   */
  public ForecastTransformer setModelPath(String folder) {
    set(modelPath, folder);
    return this;
  }

  /**
   * Sets the windows' units.
   *
   * @param units raw, or scaled as in the columns of a prepared series
   * @return this
   */
  public ForecastTransformer setInputUnits(InputUnits units) {
    set(inputUnits, units.id());
    return this;
  }

  /**
   * Sets how many windows are forecast at a time.
   *
   * @param windows 1 or more; fewer than 128 take as long as 128
   * @return this
   */
  public ForecastTransformer setBatchSize(int windows) {
    set(batchSize, windows);
    return this;
  }

  private ModelFolder model(SparkSession spark) {
    if (!isDefined(modelPath)) {
      throw new BadInputException("modelPath isn't set, expected the folder of a saved model");
    }
    return ModelFolder.open(
        Folder.of(getOrDefault(modelPath), spark.sparkContext().hadoopConfiguration()));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ModelInfo info = model(SparkSession.active()).info();
    windows(schema, info);
    return columns(schema, info).schema();
  }

  private WindowColumn windows(StructType schema, ModelInfo info) {
    return WindowColumn.of(
        schema,
        getOrDefault(inputCol),
        info.windowLength(),
        String.format(
            "%d values: %d rows of %d features",
            info.windowLength(), info.lookback(), info.features().size()));
  }

  private AddedColumns columns(StructType schema, ModelInfo info) {
    return AddedColumns.of(schema, getOrDefault(outputCol), info);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    ModelFolder model = model(dataset.sparkSession());
    StructType schema = dataset.schema();
    WindowColumn windows = windows(schema, model.info());
    InputUnits units =
        Arrays.stream(InputUnits.values())
            .filter(one -> one.id().equals(getOrDefault(inputUnits)))
            .findFirst()
            .orElseThrow();
    ForecastPartition partition =
        new ForecastPartition(
            model.folder(), model.id(), windows, units, (Integer) getOrDefault(batchSize));
    AddedColumns columns = columns(schema, model.info());
    return columns.inRawUnits(
        dataset
            .toDF()
            .as(windows.kind().read(schema, windows.index()))
            .mapPartitions(partition, windows.kind().write(columns.numbered(), windows.index())),
        windows);
  }

  @Override
  public ForecastTransformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Reads transformers back that were written; {@code PipelineModel.load} finds it by its name.
   *
   * @return a reader
   */
  public static MLReader<ForecastTransformer> read() {
    return new DefaultParamsReader<>();
  }

  /**
   * Reads one back.
   *
   * @param path where it was written
   * @return the transformer
   */
  public static ForecastTransformer load(String path) {
    return read().load(path);
  }
}
