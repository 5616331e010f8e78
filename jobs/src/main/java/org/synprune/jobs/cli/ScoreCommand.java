package org.synprune.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.options.OutputFolder;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.cli.stages.Stages;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.score.ForecastTransformer;
import org.synprune.jobs.score.InputUnits;
import org.synprune.jobs.score.TestSplit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Forecasts with a saved model. */
@Command(
    name = "score",
    description =
        "Forecasts with a saved model (sweep --save-models): the test split of its series, which"
            + " gives the MAE in 'trials' to the last bit, or windows of your own (--windows).",
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {

  private static final String FORECAST = "forecast";

  @Spec private CommandSpec spec;
  @Mixin private OutputFolder out;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the model, such as out/models/run=NAME/TRIAL_ID.")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of the raw files, to prepare the model's series from (default: it is prepared in"
              + " --out already).")
  private Path data;

  @Option(
      names = "--windows",
      paramLabel = "PATH",
      description = "Parquet of windows to forecast from, instead of the test split.")
  private String windows;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      defaultValue = "window",
      description =
          "With --windows: column of the windows, an array of lookback x features numbers, row by"
              + " row (default: ${DEFAULT-VALUE}).")
  private String column;

  @Option(
      names = "--units",
      paramLabel = "UNITS",
      defaultValue = "raw",
      description =
          "With --windows: raw, or scaled as in a prepared series (default: ${DEFAULT-VALUE}).")
  private InputUnits units;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "Folder of Parquet to write (default: forecasts/run=NAME/trial_id=ID in --out; needed"
              + " with --windows).")
  private Path to;

  @Override
  public Integer call() {
    ModelFolder folder = ModelFolder.open(model.toAbsolutePath().normalize());
    if (windows != null && (to == null || data != null)) {
      throw new BadInputException(
          "--windows goes with --to and without --data, expected where to write the forecasts");
    }
    try (SparkSession spark = Sessions.open("score")) {
      if (windows == null) {
        scoreTestSplit(spark, folder);
      } else {
        Dataset<Row> rows = spark.read().parquet(windows);
        Dataset<Row> forecasts = transformer(folder, units).setInputCol(column).transform(rows);
        write(forecasts, to.toAbsolutePath().normalize());
        say("forecast   %s (%s)%n", folder.info().target(), to);
      }
    }
    return 0;
  }

  private void scoreTestSplit(SparkSession spark, ModelFolder folder) {
    ModelInfo info = folder.info();
    Protocol protocol = Protocol.byId().get(info.protocol());
    Dataset<Row> split;
    if (data != null) {
      try (SeriesUpdate update =
          new Stages(spark, Console.of(spec.commandLine()))
              .prepareAside(
                  List.of(info.dataset()),
                  List.of(protocol),
                  Math.max(Prepare.MAX_LOOKBACK, info.lookback()),
                  data,
                  out.seriesRoot())) {
        split = split(spark, update.folder(info.dataset(), protocol), info);
        update.publish();
      }
    } else {
      Path series = SeriesStore.folder(out.seriesRoot(), info.dataset(), protocol);
      if (!Files.isDirectory(series)) {
        throw new BadInputException(
            series + ": no such folder, expected the series that 'prepare' makes, or --data");
      }
      split = split(spark, series, info);
    }
    Dataset<Row> forecasts =
        transformer(folder, InputUnits.SCALED)
            .setInputCol(TestSplit.WINDOW)
            .transform(split)
            .drop(TestSplit.WINDOW);
    Path target =
        to != null
            ? to.toAbsolutePath().normalize()
            : out.path()
                .resolve("forecasts")
                .resolve("run=" + info.run())
                .resolve("trial_id=" + info.trialId());
    write(forecasts, target);
    double mae = TestSplit.mae(spark.read().parquet(readable(target)), FORECAST);
    say(
        "scored     %s %s %s, lookback %d, %s, seed %d: MAE %s over %,d windows, %s (%s)%n",
        info.dataset(),
        info.protocol(),
        info.architecture(),
        info.lookback(),
        info.regulariser(),
        info.seed(),
        mae,
        info.testWindows(),
        mae == info.mae()
            ? "as in 'trials'"
            : "not the " + info.mae() + " of 'trials', which another processor may cause",
        target);
  }

  private static Dataset<Row> split(SparkSession spark, Path series, ModelInfo info) {
    return TestSplit.of(spark, SeriesStore.read(spark, series), info);
  }

  private static ForecastTransformer transformer(ModelFolder folder, InputUnits units) {
    return new ForecastTransformer()
        .setModelPath(folder.path().toString())
        .setInputUnits(units)
        .setOutputCol(FORECAST);
  }

  /** Writes aside and renames; what was there is replaced if it is Parquet of ours. */
  private static void write(Dataset<Row> rows, Path target) {
    Path aside = target.resolveSibling("." + target.getFileName() + "." + System.nanoTime());
    try {
      if (Files.exists(target) && !Files.exists(target.resolve("_SUCCESS"))) {
        throw new BadInputException(
            target + ": is there and holds something else, expected a new folder");
      }
      rows.write().parquet(aside.toString());
      FileUtil.fullyDelete(target.toFile());
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      FileUtil.fullyDelete(aside.toFile());
    }
  }

  /** Spark takes brackets and stars for patterns. */
  private static String readable(Path path) {
    return path.toString().replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
  }

  @SuppressWarnings("AnnotateFormatMethod") // its own format strings only
  private void say(String format, Object... values) {
    PrintWriter console = spec.commandLine().getOut();
    console.printf(format, values);
    console.flush();
  }
}
