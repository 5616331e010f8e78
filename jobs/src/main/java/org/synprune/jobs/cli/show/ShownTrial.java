package org.synprune.jobs.cli.show;

import static org.apache.spark.sql.functions.col;

import com.typesafe.config.ConfigFactory;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.cli.console.Documents;

/**
 * A trial as {@code show} shows it. Rows are columns by name.
 *
 * @param attempts rows of {@code trials}, the last attempt last
 * @param epochs rows of {@code epochs}, in order
 * @param layers rows of {@code layers} at the last epoch
 * @param baselines rows of {@code baselines} on the same test windows
 * @param rerun how to train it again
 */
record ShownTrial(
    List<Map<String, Object>> attempts,
    List<Map<String, Object>> epochs,
    List<Map<String, Object>> layers,
    List<Map<String, Object>> baselines,
    Rerun rerun) {

  private static final Set<String> JSON =
      Set.of("config", "settings", "regulariser_settings", "architecture_settings");

  /** Reads a trial of a run. */
  static ShownTrial read(
      SparkSession spark, String id, String run, Function<Rerun.TrainedTrial, Rerun> rerun) {
    List<Map<String, Object>> attempts = rows(spark, "trials", id, run, col("attempt"));
    Map<String, Object> last = attempts.get(attempts.size() - 1);
    List<Map<String, Object>> layers = rows(spark, "layers", id, run, col("layer"));
    int end = layers.stream().mapToInt(row -> (Integer) row.get("epoch")).max().orElse(0);
    return new ShownTrial(
        attempts,
        rows(spark, "epochs", id, run, col("epoch")),
        layers.stream().filter(row -> row.get("epoch").equals(end)).toList(),
        baselines(spark, run, last),
        rerun.apply(
            new Rerun.TrainedTrial(
                id,
                run,
                text(last, "config"),
                text(last, "series_id"),
                text(last, "data_sha256"))));
  }

  private static List<Map<String, Object>> rows(
      SparkSession spark, String view, String id, String run, Column order) {
    return rows(spark, view, col("trial_id").equalTo(id).and(col("run").equalTo(run)), order);
  }

  /** What costs nothing and is scored on the trial's test windows. */
  private static List<Map<String, Object>> baselines(
      SparkSession spark, String run, Map<String, Object> trial) {
    Column same = col("run").equalTo(run);
    for (String column : List.of("protocol", "dataset", "lookback", "horizon")) {
      same = same.and(col(column).equalTo(trial.get(column)));
    }
    return rows(spark, "baselines", same, col("mae"));
  }

  private static List<Map<String, Object>> rows(
      SparkSession spark, String view, Column which, Column order) {
    if (!spark.catalog().tableExists(view)) {
      return List.of();
    }
    return spark.table(view).where(which).orderBy(order).collectAsList().stream()
        .map(ShowCommand::byName)
        .toList();
  }

  /** The last attempt. */
  Map<String, Object> last() {
    return attempts.get(attempts.size() - 1);
  }

  /** A value in words, "-" if there is none. */
  static String text(Map<String, Object> row, String column) {
    Object value = row.get(column);
    return value == null
        ? "-"
        : value instanceof Timestamp time ? time.toInstant().toString() : value.toString();
  }

  /** As {@code --json} prints it. */
  Map<String, Object> document() {
    Map<String, Object> document = Documents.of("show");
    document.put("trial", plain(last()));
    document.put(
        "earlier_attempts",
        attempts.subList(0, attempts.size() - 1).stream().map(ShownTrial::plain).toList());
    document.put("epochs", epochs.stream().map(ShownTrial::plain).toList());
    document.put("layers", layers.stream().map(ShownTrial::plain).toList());
    document.put("baselines", baselines.stream().map(ShownTrial::plain).toList());
    document.put("rerun", rerun.arguments());
    document.put("rerun_notes", rerun.notes());
    return document;
  }

  private static Map<String, Object> plain(Map<String, Object> row) {
    Map<String, Object> plain = new LinkedHashMap<>(row);
    plain.replaceAll(
        (column, value) ->
            value instanceof Timestamp
                ? text(row, column)
                : value != null && JSON.contains(column)
                    ? ConfigFactory.parseString(value.toString()).root().unwrapped()
                    : value);
    return plain;
  }
}
