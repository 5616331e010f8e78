package org.synprune.jobs.cli.options;

import java.io.PrintWriter;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.ConsoleProgress;
import org.synprune.jobs.sweep.SweepPlan;
import picocli.CommandLine.Option;

/** Whether to say what would be done instead of doing it. */
public final class PlanOptions {

  @Option(names = "--dry-run", description = "Print the plan of the sweep and train nothing.")
  private boolean dryRun;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description =
          "With --dry-run: plan for so many work units at a time (default: as many as Spark has"
              + " cores).")
  private Integer slots;

  public boolean dryRun() {
    if (slots != null && !dryRun) {
      throw new BadInputException("--slots is given without --dry-run, expected both or neither");
    }
    if (slots != null && slots < 1) {
      throw new BadInputException("--slots is " + slots + ", expected 1 or more");
    }
    return dryRun;
  }

  public int slots(SparkSession spark) {
    return slots == null ? spark.sparkContext().defaultParallelism() : slots;
  }

  public void print(SweepPlan plan, PrintWriter console) {
    console.printf(
        "plan       %,d trials: %,d already done, %,d without result, %,d to train%n",
        plan.trials(), plan.done(), plan.failed(), plan.open());
    console.printf(
        "work       %,d units, by the cost model %s on one core, the longest %s%n",
        plan.units(), time(plan.seconds()), time(plan.longest()));
    SweepPlan.Makespans makespans = plan.makespans();
    double least = makespans.lowerBound();
    console.printf(
        "schedule   %,d at a time: %,d waves, no order takes less than %s%n",
        plan.slots(), plan.waves(), time(least));
    order("longest first, as swept", makespans.longestFirst(), least, console);
    order("in the grid's order", makespans.inGridOrder(), least, console);
    order("in any order, mean of " + SweepPlan.SHUFFLES, makespans.shuffled(), least, console);
    console.flush();
  }

  private static void order(String name, double seconds, double least, PrintWriter console) {
    if (least > 0) {
      console.printf(
          "           %-26s %10s, %.3f times the least%n", name, time(seconds), seconds / least);
    }
  }

  /** Tenths of a second where rounding would hide what an order is worth. */
  private static String time(double seconds) {
    return seconds < 100 ? String.format("%.1f s", seconds) : ConsoleProgress.format(seconds);
  }
}
