package org.synprune.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.options.GivenFolder;
import org.synprune.jobs.cli.options.ModelChoice;
import org.synprune.jobs.cli.options.OutputFolder;
import org.synprune.jobs.cli.options.OutputOptions;
import org.synprune.jobs.cli.options.Shell;
import org.synprune.jobs.cli.stages.PrepareStage;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.data.store.RowTimes;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.score.ForecastFolder;
import org.synprune.jobs.score.ForecastTimes;
import org.synprune.jobs.score.ForecastTransformer;
import org.synprune.jobs.score.InputUnits;
import org.synprune.jobs.score.TestSplit;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.storage.Folder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Forecasts with a saved model. */
@Command(
    name = "score",
    description =
        "Forecasts with a saved model (see 'sweep --save-models'): the test split of the model's"
            + " series, which gives exactly the MAE in table 'trials', or windows of your own"
            + " (--windows). With --run, forecasts with several models.",
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {

  private static final String FORECAST = "forecast";

  @Spec private CommandSpec spec;
  @Mixin private OutputFolder out;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Folder of the model, such as out/models/run=NAME/TRIAL_ID, or its address in a store.")
  private @Nullable String model;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "Instead of --model: forecast the test splits with the saved models of this run in --out,"
              + " all of them or those that --dataset, --architecture, --lookback and"
              + " --regulariser name; 'summarize' then draws them.")
  private @Nullable String run;

  @Mixin private ModelChoice choice;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of the raw files to prepare the model's series from, or its address in a store"
              + " (default: the series in --out).")
  private @Nullable String data;

  @Option(
      names = "--windows",
      paramLabel = "PATH",
      description = "Parquet with windows to forecast from, instead of the test split.")
  private @Nullable String windows;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      defaultValue = "window",
      description =
          "With --windows: column that holds the windows, each an array of lookback x features"
              + " numbers, row by row (default: ${DEFAULT-VALUE}).")
  private String column;

  @Option(
      names = "--units",
      paramLabel = "UNITS",
      defaultValue = "raw",
      description =
          "With --windows: units of the windows, raw or scaled; scaled as in a prepared series"
              + " (default: ${DEFAULT-VALUE}).")
  private InputUnits units;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "Folder to write the forecasts to, as Parquet, or its address in a store (default:"
              + " forecasts/run=NAME/trial_id=ID in --out; required with --windows).")
  private @Nullable String to;

  /** Series that were read, by the folder of their rows: models of a run share them. */
  private final Map<String, Source> sources = new HashMap<>();

  private record Source(Series series, RowTimes times) {}

  @Override
  public Integer call() throws IOException {
    if (run != null) {
      return scoreRun(run);
    }
    if (model == null) {
      throw new BadInputException(
          "--model is not given, expected the folder of a saved model, or --run for those of a run");
    }
    if (!choice.isAll()) {
      throw new BadInputException(
          "--dataset, --architecture, --lookback or --regulariser is given with --model, expected"
              + " --run in its place");
    }
    ModelFolder folder = ModelFolder.open(folder(model));
    if (windows != null && (to == null || data != null)) {
      throw new BadInputException(
          to == null
              ? "--windows is given without --to, expected a folder to write the forecasts to"
              : "--windows is given together with --data, expected only one of them");
    }
    try (SparkSession spark = Sessions.open("score")) {
      if (windows == null) {
        scoreTestSplit(spark, folder);
      } else {
        Folder given = folder(windows);
        List<Folder> inputs = List.of(folder.folder(), given);
        ForecastFolder target = ForecastFolder.at(folder(to));
        target.requireFree(inputs);
        Dataset<Row> rows = parquet(spark, given);
        target.write(transformer(folder, units).setInputCol(column).transform(rows), inputs);
        say("forecast   %s (%s)%n", folder.info().target(), to);
      }
    }
    return ExitCodes.DONE;
  }

  private int scoreRun(String name) throws IOException {
    if (model != null || windows != null || data != null || to != null) {
      throw new BadInputException(
          "--run is given together with --model, --windows, --data or --to, expected --run and"
              + " --out only");
    }
    ModelStore models = new ModelStore(OutputOptions.store(out, name));
    List<String> chosen = choice.of(models);
    try (SparkSession spark = Sessions.open("score")) {
      for (String id : chosen) {
        scoreTestSplit(spark, ModelFolder.open(models.folder(id)));
      }
    }
    say(
        "next       synprune summarize --run %s --out %s draws the forecasts%n",
        name, Shell.quoted(out.toString()));
    return ExitCodes.DONE;
  }

  /** The longest lookback that the model's series was prepared for. */
  private static int preparedFor(Folder series, ModelInfo model) {
    return StoredSeries.find(series)
        .map(StoredSeries::info)
        .filter(info -> info.id().equals(model.seriesId()))
        .map(SeriesInfo::maxLookback)
        .orElse(Math.max(Prepare.MAX_LOOKBACK, model.lookback()));
  }

  private void scoreTestSplit(SparkSession spark, ModelFolder folder) {
    ModelInfo info = folder.info();
    Protocol protocol = Protocol.of(info.protocol());
    Folder series = SeriesStore.folder(out.seriesRoot(), info.dataset(), protocol);
    List<Folder> inputs = new ArrayList<>(List.of(folder.folder(), series));
    if (data != null) {
      inputs.add(folder(data));
    }
    Folder target =
        to != null
            ? folder(to)
            : out.folder()
                .resolve(ResultStore.FORECASTS)
                .resolve("run=" + info.run())
                .resolve("trial_id=" + info.trialId());
    ForecastFolder.at(target).requireFree(inputs);
    Source source;
    if (data != null) {
      try (SeriesUpdate update =
          new PrepareStage(
                  List.of(info.dataset()),
                  List.of(protocol),
                  preparedFor(series, info),
                  info.lookback(),
                  folder(data),
                  out.seriesRoot())
              .runAside(spark, Console.of(spec.commandLine()))) {
        source = source(spark, update.stored(info.dataset(), protocol));
        TestSplit.requireSame(source.series(), info);
        update.publish();
      }
    } else {
      if (!series.requireReachable().exists()) {
        throw new BadInputException(
            series + ": no such folder, expected the series that 'prepare' makes, or --data");
      }
      source = source(spark, StoredSeries.of(series));
    }
    Dataset<Row> scored =
        transformer(folder, InputUnits.SCALED)
            .setInputCol(TestSplit.WINDOW)
            .transform(TestSplit.of(spark, source.series(), info));
    Dataset<Row> forecasts =
        ForecastTimes.add(TestSplit.bySteps(scored, info, FORECAST), source.times());
    ForecastFolder.at(target).write(forecasts, inputs);
    double mae = TestSplit.mae(spark.read().parquet(target.readable()), FORECAST);
    say(
        "scored     %s %s %s, lookback %d%s, %s, seed %d: MAE %s over %,d windows, %s (%s)%n",
        info.dataset(),
        info.protocol(),
        info.architecture(),
        info.lookback(),
        info.horizon() == 1 ? "" : ", horizon " + info.horizon(),
        info.regulariser(),
        info.seed(),
        mae,
        info.testWindows(),
        mae == info.mae()
            ? "as in 'trials'"
            : "not the "
                + info.mae()
                + " of 'trials', which another processor or other products (mkl_kernels) may"
                + " cause, or a transformer whose units are no multiple of 32",
        target);
    say("settings   %s%n", ModelSettings.of(info));
  }

  private static Dataset<Row> parquet(SparkSession spark, Folder windows) {
    if (!windows.exists()) {
      throw new BadInputException(
          windows + ": no such file or folder, expected Parquet with windows");
    }
    try {
      return spark.read().parquet(windows.readable());
    } catch (Exception e) {
      // Spark's own are checked and not declared.
      throw new BadInputException(windows + ": can't be read, expected Parquet with windows", e);
    }
  }

  private static Folder folder(String address) {
    return GivenFolder.of(address);
  }

  private Source source(SparkSession spark, StoredSeries stored) {
    return sources.computeIfAbsent(
        stored.rows().toString(),
        rows -> new Source(SeriesStore.read(spark, stored), RowTimes.read(spark, stored)));
  }

  private static ForecastTransformer transformer(ModelFolder folder, InputUnits units) {
    return new ForecastTransformer()
        .setModelPath(folder.folder().path().toString())
        .setInputUnits(units)
        .setOutputCol(FORECAST);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its own format strings only
  private void say(String format, Object... values) {
    PrintWriter console = spec.commandLine().getOut();
    console.printf(format, values);
    console.flush();
  }
}
