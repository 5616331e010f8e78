package org.synprune.jobs.cli;

import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.sweep.Grid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Trains the grid on prepared series. */
@Command(
    name = "sweep",
    description = "Trains what of the grid isn't done yet, on prepared series.",
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private GridOptions gridOptions;
  @Mixin private OutputOptions output;
  @Mixin private SweepOptions how;
  @Mixin private PlanOptions plan;

  @Override
  public Integer call() {
    Grid grid = gridOptions.grid();
    ResultStore store = output.store(grid.name());
    boolean dry = plan.dryRun();
    try (SparkSession spark = Sessions.open("sweep " + grid.name())) {
      Stages stages = new Stages(spark, spec.commandLine().getOut());
      if (dry) {
        stages.plan(grid, output.seriesRoot(), store, how, plan);
        return 0;
      }
      stages.warmUp(grid, how);
      return stages.sweep(grid, output.seriesRoot(), store, how).failed() == 0 ? 0 : 1;
    }
  }
}
