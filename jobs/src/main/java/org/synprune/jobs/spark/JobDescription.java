package org.synprune.jobs.spark;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * Sets the description that Spark's UI and event log show for jobs, for as long as some work takes:
 *
 * <pre>{@code
 * long rows = JobDescription.during(context, "prepare power: reading", () -> chunks.count());
 * }</pre>
 *
 * <p>It holds for jobs that this thread submits, asynchronous ones included. Descriptions nest: the
 * outer one is set again afterwards.
 */
public final class JobDescription {

  private static final String PROPERTY = "spark.job.description";

  private JobDescription() {}

  /**
   * Runs work that returns something.
   *
   * @param <T> what it returns
   * @param context where jobs are submitted
   * @param description what the work does
   * @param work submits the jobs
   * @return what the work returns
   */
  public static <T> T during(SparkContext context, String description, Supplier<T> work) {
    String outer = context.getLocalProperty(PROPERTY);
    context.setJobDescription(description);
    try {
      return work.get();
    } finally {
      context.setJobDescription(outer);
    }
  }

  /**
   * Runs work that returns nothing.
   *
   * @param context where jobs are submitted
   * @param description what the work does
   * @param work submits the jobs
   */
  public static void run(SparkContext context, String description, Runnable work) {
    during(
        context,
        description,
        () -> {
          work.run();
          return context;
        });
  }
}
