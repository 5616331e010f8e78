package org.synprune.jobs.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.options.ConfNames;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.GivenFolder;
import org.synprune.jobs.cli.options.OutputFolder;
import org.synprune.jobs.cli.stages.PrepareStage;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.grid.Protocol;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prepares series from raw files. */
@Command(
    name = "prepare",
    description = "Reads raw files and writes them as clean time series, in Parquet.",
    mixinStandardHelpOptions = true)
final class PrepareCommand implements Callable<Integer> {

  @Mixin private OutputFolder out;
  @Mixin private ConsoleOptions printed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the raw files, or its address in a store.")
  private String data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "bitcoin,sp500,air-quality,power",
      description = "Data sets to prepare; 'dataset list' lists them (default: ${DEFAULT-VALUE}).")
  private List<String> datasets;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "strict",
      description =
          "Protocols to prepare for: strict, anchored, paper (default: ${DEFAULT-VALUE}).")
  private List<String> protocols;

  @Option(
      names = "--max-lookback",
      paramLabel = "ROWS",
      description = "Longest lookback that will be trained (default: ${DEFAULT-VALUE}).")
  private int maxLookback = Prepare.MAX_LOOKBACK;

  @Override
  public Integer call() {
    if (maxLookback < 1) {
      throw new BadInputException("--max-lookback is " + maxLookback + ", expected 1 row or more");
    }
    ConfNames.requireDatasets("--dataset", datasets);
    List<Protocol> chosen = ConfNames.protocols("--protocol", protocols);
    try (LazySession spark = new LazySession()) {
      Console console = printed.console();
      Map<String, Object> document = Documents.of("prepare");
      document.put(
          "series",
          Documents.series(
              new PrepareStage(
                      datasets,
                      chosen,
                      maxLookback,
                      maxLookback,
                      GivenFolder.of(data),
                      out.seriesRoot())
                  .run(spark::get, console)));
      console.print(document);
    }
    return ExitCodes.DONE;
  }

  /** A session that is opened when it is first needed. */
  private static final class LazySession implements AutoCloseable {

    private @Nullable SparkSession opened;

    SparkSession get() {
      SparkSession session = opened == null ? Sessions.open("prepare") : opened;
      opened = session;
      return session;
    }

    @Override
    public void close() {
      if (opened != null) {
        opened.stop();
      }
    }
  }
}
