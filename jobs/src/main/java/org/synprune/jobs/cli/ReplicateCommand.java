package org.synprune.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.options.GivenFolder;
import org.synprune.jobs.cli.options.OutputOptions;
import org.synprune.jobs.cli.options.SweepOptions;
import org.synprune.jobs.cli.stages.PrepareStage;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.cli.stages.Stages;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.paper.Replica;
import org.synprune.jobs.report.ReplicaTable;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.GridParser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares our training with the paper's published S&P 500 row. */
@Command(
    name = "replicate",
    description =
        "Trains the S&P 500 RNN without regularisation as the paper's scripts do, and prints the"
            + " paper's figures, those of its scripts and ours side by side.",
    mixinStandardHelpOptions = true,
    exitCodeList = "1:the figures don't agree, a trial has no result, or the program failed")
final class ReplicateCommand implements Callable<Integer> {

  private static final String GRID = "replica";

  @Spec private CommandSpec spec;
  @Mixin private OutputOptions output;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the raw file AAPL_data.csv, or its address in a store.")
  private String data;

  @Option(
      names = "--lookback",
      paramLabel = "ROWS",
      split = ",",
      description = "Train with these lengths of the input window only (default: all six).")
  private List<Integer> lookbacks = List.of();

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    Grid grid =
        GridParser.read(
            ConfFolder.ofSystem(),
            GRID,
            new GridParser.Narrowing(
                List.of(), List.of(), List.of(), lookbacks, List.of(), List.of(), null, List.of()));
    ResultStore store = output.store(grid.name());
    try (SparkSession spark = Sessions.ofRun(store.run())) {
      Console lines = Console.of(spec.commandLine());
      Stages stages = new Stages(spark, lines);
      stages.warmUp(grid, new SweepOptions());
      boolean failed;
      try (SeriesUpdate update =
          new PrepareStage(
                  grid.datasets(),
                  grid.protocols(),
                  Prepare.MAX_LOOKBACK,
                  Prepare.MAX_LOOKBACK,
                  GivenFolder.of(data),
                  output.seriesRoot())
              .runAside(spark, lines)) {
        failed = stages.sweep(grid, update, store, new SweepOptions()).failed() > 0;
      }
      Replica replica =
          Replica.of(TrialReader.errors(spark, store, TrialReader.MAE_SCALED).get(Protocol.PAPER));
      console.println();
      console.print(ReplicaTable.render(replica));
      console.flush();
      return failed || !replica.agrees() ? ExitCodes.FAILED : ExitCodes.DONE;
    }
  }
}
