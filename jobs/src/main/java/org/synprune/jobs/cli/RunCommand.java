package org.synprune.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.SweepResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code prepare}, {@code sweep} and {@code summarize} in one go. */
@Command(
    name = "run",
    description = "Prepares data, trains the grid and sums up, all in one.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private GridOptions gridOptions;
  @Mixin private DataOptions data;
  @Mixin private OutputOptions output;
  @Mixin private SweepOptions how;
  @Mixin private PlanOptions plan;

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    Grid grid = gridOptions.grid();
    ResultStore store = output.store(grid.name());
    boolean dry = plan.dryRun();
    Path raw = data.folder(grid, output.folder(), console);
    try (SparkSession spark = Sessions.open("run " + grid.name())) {
      Stages stages = new Stages(spark, console);
      if (!dry) {
        stages.warmUp(grid, how);
      }
      int longest = Math.max(Prepare.MAX_LOOKBACK, Collections.max(grid.lookbacks()));
      stages.prepare(grid.datasets(), grid.protocols(), longest, raw, output.seriesRoot());
      if (dry) {
        stages.plan(grid, output.seriesRoot(), store, how, plan);
        return 0;
      }
      SweepResult result = stages.sweep(grid, output.seriesRoot(), store, how);
      stages.summarize(store);
      return result.failed() == 0 ? 0 : 1;
    }
  }
}
