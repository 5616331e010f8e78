package org.synprune.jobs.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.GridOptions;
import org.synprune.jobs.cli.options.OutputOptions;
import org.synprune.jobs.cli.options.PlanOptions;
import org.synprune.jobs.cli.options.SweepOptions;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.cli.stages.Stages;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.SweepResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains the grid on prepared series. */
@Command(
    name = "sweep",
    description = "Trains the trials of a grid that have no result yet, on prepared series.",
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

  @Mixin private GridOptions gridOptions;
  @Mixin private OutputOptions output;
  @Mixin private SweepOptions how;
  @Mixin private PlanOptions plan;
  @Mixin private ConsoleOptions printed;

  @Override
  public Integer call() throws IOException {
    Grid grid = gridOptions.grid();
    ResultStore store = output.store(grid.name());
    boolean dry = plan.dryRun();
    try (SparkSession spark = Sessions.ofRun(store.run())) {
      Console console = printed.console();
      Stages stages = new Stages(spark, console);
      Map<String, Object> document = Documents.of("sweep", store);
      if (dry) {
        document.put("plan", stages.plan(grid, output.seriesRoot(), store, how, plan));
        console.print(document);
        return ExitCodes.DONE;
      }
      stages.warmUp(grid, how);
      SweepResult result = stages.sweep(grid, output.seriesRoot(), store, how);
      document.put("trials", Documents.trials(result));
      document.put("paths", Documents.paths(store, "trials", "epochs", "layers", "baselines"));
      console.print(document);
      return result.failed() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }
  }
}
