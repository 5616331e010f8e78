package org.synprune.jobs.results.joined;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialRow;

/** Makes sure that runs were made by versions of this program that give the same results. */
final class FormatVersions {

  private FormatVersions() {}

  /**
   * Checks.
   *
   * @param trials the trials of all runs
   * @param stores the runs
   * @throws BadInputException if some are of another format version than the first, or of none that
   *     this program knows
   */
  static void require(Dataset<Row> trials, List<ResultStore> stores) {
    int first = of(trials, stores.get(0));
    for (ResultStore store : stores) {
      int version = of(trials, store);
      if (version == 0 || version != first) {
        throw new BadInputException(
            String.format(
                "run '%s' was made by a version of this program whose results %s%s, expected runs"
                    + " of one version",
                store.run(),
                version == 0 ? "aren't known to this one" : "differ from those of run '",
                version == 0 ? "" : stores.get(0).run() + "'"));
      }
    }
  }

  private static int of(Dataset<Row> trials, ResultStore store) {
    Row row = JoinedRuns.of(trials, store).select("config", "series_id", "trial_id").head();
    return row.anyNull()
        ? 0
        : TrialRow.formatVersion(row.getString(0), row.getString(1), row.getString(2));
  }
}
