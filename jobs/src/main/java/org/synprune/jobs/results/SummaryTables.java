package org.synprune.jobs.results;

import java.util.Collection;
import java.util.List;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.Summary;

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
}
