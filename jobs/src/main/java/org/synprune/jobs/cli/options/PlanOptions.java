package org.synprune.jobs.cli.options;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.ConsoleProgress;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.spark.SparkSlots;
import org.synprune.jobs.sweep.Grid;
import org.synprune.jobs.sweep.SweepPlan;
import picocli.CommandLine.Option;

/** Whether to print a plan instead of training. */
public final class PlanOptions {

  @Option(names = "--dry-run", description = "Print the plan of the sweep without training.")
  private boolean dryRun;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description =
          "With --dry-run: number of work units trained at the same time (default: as many as"
              + " Spark would run, on the most executors it may have).")
  private @Nullable Integer slots;

  /**
   * Whether only a plan is wanted.
   *
   * @return true if nothing is to be trained
   * @throws BadInputException if {@code --slots} makes no sense
   */
  public boolean dryRun() {
    if (slots != null && !dryRun) {
      throw new BadInputException("--slots is given without --dry-run, expected both or neither");
    }
    if (slots != null && slots < 1) {
      throw new BadInputException("--slots is " + slots + ", expected 1 or more");
    }
    return dryRun;
  }

  /**
   * How many work units are planned to be trained at the same time.
   *
   * @param spark the session that would train them
   * @return 1 or more
   */
  public int slots(SparkSession spark) {
    return slots == null ? SparkSlots.of(spark.sparkContext()) : slots;
  }

  /**
   * Prints a plan.
   *
   * @param plan what a sweep would do
   * @param console where to
   */
  public void print(SweepPlan plan, PrintWriter console) {
    console.printf(
        "plan       %,d trials: %,d already done, %,d without result, %,d to train%n",
        plan.trials(), plan.done(), plan.failed(), plan.open());
    console.printf(
        "work       %,d units, estimated at %s on one core; the longest takes %s%n",
        plan.units(), time(plan.seconds()), time(plan.longest()));
    if (plan.open() > 0) {
      console.printf("speed      %s%n", speed(plan));
    }
    SweepPlan.Makespans makespans = plan.makespans();
    double least = makespans.lowerBound();
    console.printf(
        "schedule   %,d units at a time in %,d waves; no order takes less than %s%n",
        plan.slots(), plan.waves(), time(least));
    order("longest first (used)", makespans.longestFirst(), least, console);
    order("in the grid's order", makespans.inGridOrder(), least, console);
    order("in any order, mean of " + SweepPlan.SHUFFLES, makespans.shuffled(), least, console);
    console.flush();
  }

  /**
   * Prints which times of a plan are guesses.
   *
   * @param grid what is planned
   * @param console where to
   */
  public void printGuesses(Grid grid, PrintWriter console) {
    String own =
        grid.architectures().stream()
            .filter(Architecture::isOwn)
            .map(Architecture::id)
            .collect(Collectors.joining(", "));
    if (!own.isEmpty()) {
      console.printf(
          "guess      the time of own code (%s): only window and hidden units are known%n", own);
      console.flush();
    }
  }

  private static String speed(SweepPlan plan) {
    return plan.times().isEmpty()
        ? "not measured here: times are those of the processor that the estimate was made on"
        : plan.times().entrySet().stream()
                .map(one -> String.format("%s %.2f", one.getKey(), one.getValue()))
                .collect(Collectors.joining(", ", "measured here: ", ""))
            + " times as long as on the processor that the estimate was made on";
  }

  private static void order(String name, double seconds, double least, PrintWriter console) {
    if (least > 0) {
      console.printf(
          "           %-26s %10s, %.3f times the minimum%n", name, time(seconds), seconds / least);
    }
  }

  /** Tenths of a second where rounding would hide the difference between orders. */
  private static String time(double seconds) {
    return seconds < 100 ? String.format("%.1f s", seconds) : ConsoleProgress.format(seconds);
  }
}
