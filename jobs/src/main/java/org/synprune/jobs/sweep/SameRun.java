package org.synprune.jobs.sweep;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.OwnNetwork;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.series.SeriesInfo;

/**
 * Makes sure that the rows of a run can stand beside those that a grid adds to it.
 *
 * @param grid what is about to be trained
 * @param infos the series it is trained on
 */
record SameRun(Grid grid, Map<SeriesKey, SeriesInfo> infos) {

  /** The columns of {@code trials} that are looked at. */
  static final List<String> COLUMNS =
      List.of(
          "dataset",
          "protocol",
          "series_id",
          "settings",
          "variant",
          "regulariser",
          "regulariser_type",
          "regulariser_settings",
          "architecture",
          "architecture_settings");

  /**
   * Checks.
   *
   * @param rows rows of the run, with {@link #COLUMNS}
   * @param ours whether they are of this version of the program
   * @param store the run
   * @throws BadInputException if they are of another series of the same name, of other settings, or
   *     of another arm or network of the same name
   */
  void require(Dataset<Row> rows, boolean ours, ResultStore store) {
    Set<String> settings = grid.settings();
    List<Row> made =
        rows.select(COLUMNS.stream().map(functions::col).toArray(Column[]::new))
            .distinct()
            .collectAsList();
    for (Row row : made) {
      String differs = difference(row, settings);
      if (differs.isEmpty() && !ours) {
        differs = "by a version of this program with other results";
      }
      if (!differs.isEmpty()) {
        throw new BadInputException(
            "run '"
                + store.run()
                + "' in '"
                + store.root()
                + "' was trained "
                + differs
                + ", expected another --run name, or --fresh to start it over");
      }
    }
  }

  private String difference(Row row, Set<String> settings) {
    SeriesInfo info = infos.get(new SeriesKey(row.getString(0), Protocol.of(row.getString(1))));
    if (info != null && !info.id().equals(row.getString(2))) {
      return "on another '" + info.dataset() + "' series";
    }
    if (!settings.contains(row.getString(3)) && !isVariedAlike(row.getString(4))) {
      return "with other training or pruning settings";
    }
    if (!isSameArm(row)) {
      return "with another arm of the name '" + row.getString(5) + "'";
    }
    return isSameNetwork(row) ? "" : "with another network of the name '" + row.getString(8) + "'";
  }

  /** Whether a variant is of a grid that varied the same settings, though by other values. */
  private boolean isVariedAlike(String variant) {
    Set<String> varied = grid.variants().get(0).variant().values().keySet();
    return !varied.isEmpty() && Variant.parse(variant).values().keySet().equals(varied);
  }

  /** Whether the grid means the same by the name of a row's network, or doesn't have it. */
  private boolean isSameNetwork(Row row) {
    return grid.architectures().stream()
        .filter(one -> one.id().equals(row.getString(8)))
        .allMatch(
            one ->
                Objects.equals(
                    one.network().map(OwnNetwork::config).orElse(null), row.getString(9)));
  }

  /** Whether the grid means the same by the name of a row's arm, or doesn't have it. */
  private boolean isSameArm(Row row) {
    String name = row.getString(5);
    return grid.spec(new Arm(name))
        .filter(
            spec ->
                // Earlier versions had no arms with settings of their own, and wrote no type.
                !spec.type().equals(row.isNullAt(6) ? name : row.getString(6))
                    || !Objects.equals(spec.settingsConfig().orElse(null), row.getString(7)))
        .isEmpty();
  }
}
