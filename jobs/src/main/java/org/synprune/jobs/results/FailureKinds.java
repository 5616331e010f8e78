package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.substring_index;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Why trials of a run have no result, counted by kind. */
public final class FailureKinds {

  private static final String NUMBER = "[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?";

  private FailureKinds() {}

  /**
   * Trials that failed alike: with the same class of error, and messages whose first lines differ
   * in numbers only.
   *
   * @param error class of the error, such as {@code DivergedException}
   * @param message first line of what the example said; may be empty
   * @param trials how many trials failed so
   * @param exampleTrialId the id of one of them
   */
  public record FailureKind(String error, String message, long trials, String exampleTrialId) {}

  /**
   * Counts a run's failures. A trial that failed and completed later isn't one; of a trial that
   * failed several times, the last attempt counts.
   *
   * @param spark the session that reads
   * @param store the run's results
   * @return the kinds, the most frequent first; empty if every trial has a result
   */
  public static List<FailureKind> read(SparkSession spark, ResultStore store) {
    if (!store.hasTrials()) {
      return List.of();
    }
    Dataset<Row> failed =
        ResultTables.TRIALS
            .read(spark, store)
            .groupBy("trial_id")
            .agg(
                max(col("status").equalTo(ResultTables.COMPLETED)).as("completed"),
                max_by(coalesce(col("error"), lit("")), col("attempt")).as("error"),
                max_by(
                        substring_index(coalesce(col("error_message"), lit("")), "\n", 1),
                        col("attempt"))
                    .as("message"))
            .where("NOT completed");
    return failed
        .groupBy(col("error"), regexp_replace(col("message"), NUMBER, "#").as("alike"))
        .agg(
            min_by(col("message"), col("trial_id")),
            count(lit(1)).as("trials"),
            min("trial_id").as("example"))
        .orderBy(col("trials").desc(), col("error"), col("alike"))
        .collectAsList()
        .stream()
        .map(
            row ->
                new FailureKind(
                    row.getString(0), row.getString(2), row.getLong(3), row.getString(4)))
        .toList();
  }
}
