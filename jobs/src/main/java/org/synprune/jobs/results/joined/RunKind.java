package org.synprune.jobs.results.joined;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.results.ResultStore;

/**
 * What trials of a run have in common: their data, their settings and their arm.
 *
 * @param run the run
 * @param dataset name of the data set
 * @param protocol id of the protocol
 * @param seriesId which series it is
 * @param settings the settings that all arms share, as JSON
 * @param variant the settings that the run's grid varies
 * @param arm the arm's name
 * @param meaning what the arm does
 */
record RunKind(
    String run,
    String dataset,
    String protocol,
    String seriesId,
    String settings,
    Variant variant,
    String arm,
    ArmMeaning meaning) {

  private static final List<String> COLUMNS =
      List.of(
          "dataset",
          "protocol",
          "series_id",
          "settings",
          "variant",
          "regulariser",
          "regulariser_type",
          "regulariser_settings");

  /**
   * Finds them.
   *
   * @param trials the run's trials
   * @param store the run
   * @return one for each data set, protocol, variant and arm
   * @throws BadInputException if a version of this program made the run that didn't write settings
   */
  static List<RunKind> of(Dataset<Row> trials, ResultStore store) {
    return trials
        .select(COLUMNS.stream().map(functions::col).toArray(Column[]::new))
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> of(row, store))
        .toList();
  }

  private static RunKind of(Row row, ResultStore store) {
    if (row.isNullAt(2) || row.isNullAt(3)) {
      throw new BadInputException(
          "run '"
              + store.run()
              + "' was made by an earlier version that didn't write series and settings, expected"
              + " to read it alone");
    }
    String arm = row.getString(5);
    return new RunKind(
        store.run(),
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        Variant.parse(row.getString(4)),
        arm,
        // Earlier versions had no arms with settings of their own, and wrote no type.
        ArmMeaning.of(
            row.isNullAt(6) ? arm : row.getString(6), row.getString(7), row.getString(3)));
  }

  /** The numbers in {@code training}, by key. */
  SortedMap<String, Double> training() {
    Config training = ConfigFactory.parseString(settings).getConfig("training");
    SortedMap<String, Double> values = new TreeMap<>();
    training
        .root()
        .forEach(
            (key, value) -> {
              if (value.unwrapped() instanceof Number number) {
                values.put(key, number.doubleValue());
              }
            });
    return values;
  }
}
