package org.synprune.jobs.results;

import java.util.Collection;
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
   */
  public static void write(ResultStore store, Collection<Summary> summaries) {
    store.write(
        DerivedTables.CELLS,
        DerivedTables.CELLS.name(),
        summaries.stream().flatMap(one -> one.cells().stream()).toList());
    store.write(
        DerivedTables.TESTS,
        DerivedTables.TESTS.name(),
        summaries.stream().flatMap(one -> one.tests().stream()).toList());
  }
}
