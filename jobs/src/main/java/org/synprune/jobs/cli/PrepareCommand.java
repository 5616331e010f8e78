package org.synprune.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.OutputOptions;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.cli.stages.Stages;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.grid.Protocol;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes series of raw files. */
@Command(
    name = "prepare",
    description = "Cleans raw files and writes them as series Parquet.",
    mixinStandardHelpOptions = true)
final class PrepareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private OutputOptions output;
  @Mixin private ConsoleOptions printed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the raw files.")
  private Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "bitcoin,sp500,air-quality,power",
      description = "Data sets to prepare (default: bitcoin,sp500,air-quality,power).")
  private List<String> datasets;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "strict",
      description = "Protocols to prepare for: strict, paper (default: strict).")
  private List<String> protocols;

  @Option(
      names = "--max-lookback",
      paramLabel = "ROWS",
      description = "Longest lookback to provide for (default: ${DEFAULT-VALUE}).")
  private int maxLookback = Prepare.MAX_LOOKBACK;

  @Override
  public Integer call() {
    if (maxLookback < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--max-lookback is " + maxLookback + ", expected 1 row or more");
    }
    List<Protocol> chosen =
        protocols.stream()
            .map(
                id -> {
                  Protocol protocol = Protocol.byId().get(id);
                  if (protocol == null) {
                    throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--protocol is '"
                            + id
                            + "', expected one of "
                            + String.join(", ", Protocol.byId().keySet()));
                  }
                  return protocol;
                })
            .toList();
    try (LazySession spark = new LazySession()) {
      Console console = printed.console();
      Map<String, Object> document = Documents.of("prepare");
      document.put(
          "series",
          Documents.series(
              Stages.prepare(
                  spark::get, console, datasets, chosen, maxLookback, data, output.seriesRoot())));
      console.print(document);
    }
    return 0;
  }

  /** Opened when first asked for. */
  private static final class LazySession implements AutoCloseable {

    private SparkSession opened;

    SparkSession get() {
      if (opened == null) {
        opened = Sessions.open("prepare");
      }
      return opened;
    }

    @Override
    public void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }
}
