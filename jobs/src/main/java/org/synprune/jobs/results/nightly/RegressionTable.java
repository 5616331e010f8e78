package org.synprune.jobs.results.nightly;

import java.util.List;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.NightComparison;
import org.synprune.jobs.results.DerivedTables;
import org.synprune.jobs.results.DerivedTables.Compared;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;

/** The table that {@code nightly} writes: a night beside those before it. */
public final class RegressionTable {

  private RegressionTable() {}

  /**
   * Writes a comparison beside the night's trials, without rows where there was no earlier night.
   *
   * @param store the night's results
   * @param comparison the comparison
   * @throws BadInputException if another process is at work on the run
   */
  public static void write(ResultStore store, NightComparison comparison) {
    List<Compared> rows =
        comparison.rows().stream().map(row -> new Compared(comparison.baseline(), row)).toList();
    RunLock.during(
        store,
        "nightly",
        () -> store.write(DerivedTables.REGRESSIONS, DerivedTables.REGRESSIONS.name(), rows));
  }
}
