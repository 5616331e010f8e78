package org.synprune.jobs.results;

import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.results.ResultTables.JoinedTrial;

/** The tables that {@code summarize} writes. */
public final class SummaryTables {

  private SummaryTables() {}

  /**
   * Writes summaries beside the trials that they sum up; earlier ones of the run are replaced. The
   * caller holds the run's lock.
   *
   * @param store the run's results
   * @param summaries a summary for each protocol of the run
   * @param answers the answers of all protocols
   */
  public static void write(ResultStore store, Collection<Summary> summaries, List<Answer> answers) {
    store.write(
        DerivedTables.CELLS,
        DerivedTables.CELLS.name(),
        summaries.stream().flatMap(one -> one.cells().stream()).toList());
    store.write(
        DerivedTables.TESTS,
        DerivedTables.TESTS.name(),
        summaries.stream().flatMap(one -> one.tests().stream()).toList());
    store.write(DerivedTables.ANSWERS, DerivedTables.ANSWERS.name(), answers);
  }

  /**
   * Writes which trials count where several runs are summed up together; nothing for a single run.
   * The caller holds the lock of their target.
   *
   * @param spark the session that reads
   * @param runs the results
   */
  public static void writeJoined(SparkSession spark, RunRows runs) {
    if (runs.stores().size() == 1) {
      return;
    }
    runs.target()
        .write(
            ResultTables.JOINED,
            ResultTables.JOINED.name(),
            runs
                .rows(spark, ResultTables.TRIALS)
                .select("trial_id", ResultTables.RUN.name(), "variant")
                .distinct()
                .orderBy("trial_id")
                .collectAsList()
                .stream()
                .map(row -> new JoinedTrial(row.getString(0), row.getString(1), row.getString(2)))
                .toList());
  }
}
