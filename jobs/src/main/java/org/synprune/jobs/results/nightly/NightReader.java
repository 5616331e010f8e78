package org.synprune.jobs.results.nightly;

import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.columns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.analysis.Measure;
import org.synprune.jobs.analysis.Night;
import org.synprune.jobs.results.PlaceColumns;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.storage.Folder;

/** Reads nights to compare them. */
public final class NightReader {

  private NightReader() {}

  /**
   * Earlier nights.
   *
   * @param nights those that share trials with the night they are to be compared with
   * @param others names of those that don't: they had another grid, other settings or other data
   */
  public record Earlier(List<Night> nights, List<String> others) {

    /** Copies the lists. */
    public Earlier {
      nights = List.copyOf(nights);
      others = List.copyOf(others);
    }
  }

  /**
   * Reads a night.
   *
   * @param spark the session that reads
   * @param store the night's results; there must be trials
   * @return its completed trials
   */
  public static Night read(SparkSession spark, ResultStore store) {
    List<Row> rows =
        TrialReader.completed(spark, store)
            .select(columns(CELL, "trial_id", "mae", "seconds_train", "seconds_eval"))
            .collectAsList();
    Map<String, Night.Result> results = new HashMap<>();
    for (Row row : rows) {
      Measure.Mae cell = new Measure.Mae(PlaceColumns.place(row), PlaceColumns.arm(row));
      results.put(
          row.getString(6),
          new Night.Result(cell, row.getDouble(7), row.getDouble(8) + row.getDouble(9)));
    }
    return Night.of(store.run(), results);
  }

  /**
   * Reads the nights to compare one with.
   *
   * @param spark the session that reads
   * @param root the result folder
   * @param tonight the night's run
   * @param results the night's results
   * @param most how many nights to look back
   * @return the last finished nights before it
   */
  public static Earlier before(
      SparkSession spark, Folder root, NightlyRun tonight, Night results, int most) {
    List<Night> nights = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (NightlyRun run : tonight.before(root, most)) {
      Night night = read(spark, run.store(root));
      if (night.sharesTrialsWith(results)) {
        nights.add(night);
      } else {
        others.add(night.run());
      }
    }
    return new Earlier(nights, others);
  }
}
