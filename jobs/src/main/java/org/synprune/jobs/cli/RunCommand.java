package org.synprune.jobs.cli;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.DataOptions;
import org.synprune.jobs.cli.options.GridOptions;
import org.synprune.jobs.cli.options.InferenceOptions;
import org.synprune.jobs.cli.options.OutputOptions;
import org.synprune.jobs.cli.options.PlanOptions;
import org.synprune.jobs.cli.options.SweepOptions;
import org.synprune.jobs.cli.stages.PageStage;
import org.synprune.jobs.cli.stages.PrepareStage;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.cli.stages.Stages;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.SweepResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code prepare}, {@code sweep} and {@code summarize} in one go. */
@Command(
    name = "run",
    description = "Prepares the data, trains a grid and summarizes the results.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Mixin private GridOptions gridOptions;
  @Mixin private DataOptions data;
  @Mixin private OutputOptions output;
  @Mixin private SweepOptions how;
  @Mixin private PlanOptions plan;
  @Mixin private InferenceOptions inference;
  @Mixin private ConsoleOptions printed;

  @Override
  public Integer call() throws IOException {
    Console console = printed.console();
    Grid grid = gridOptions.grid();
    ResultStore store = output.store(grid.name());
    boolean dry = plan.dryRun();
    Folder raw = data.folder(grid, output.folder(), console.text());
    try (SparkSession spark = Sessions.ofRun(store.run())) {
      Stages stages = new Stages(spark, console);
      if (!dry) {
        stages.warmUp(grid, how);
      }
      int needed = Collections.max(grid.lookbacks());
      Map<String, Object> document = Documents.of("run", store);
      SweepResult result;
      try (SeriesUpdate update =
          new PrepareStage(
                  grid.datasets(),
                  grid.protocols(),
                  Math.max(Prepare.MAX_LOOKBACK, needed),
                  needed,
                  raw,
                  output.seriesRoot())
              .runAside(spark, console)) {
        document.put("series", Documents.series(update.prepared()));
        if (dry) {
          document.put("plan", stages.plan(grid, update, store, how, plan));
          console.print(document);
          return ExitCodes.DONE;
        }
        result = stages.sweep(grid, update, store, how);
      }
      inference.measure(spark, store, console.text());
      document.put("trials", Documents.trials(result));
      document.put(
          "protocols", stages.summarize(store, new PageStage(printed.commandLine())).document());
      document.put(
          "paths",
          Documents.paths(store, "trials", "epochs", "layers", "baselines", "cells", "tests"));
      console.print(document);
      return result.failed() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }
  }
}
