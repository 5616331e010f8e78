package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.synprune.jobs.results.PlaceColumns.CELL;
import static org.synprune.jobs.results.PlaceColumns.PLACE;
import static org.synprune.jobs.results.PlaceColumns.arm;
import static org.synprune.jobs.results.PlaceColumns.columns;
import static org.synprune.jobs.results.PlaceColumns.place;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.analysis.RunDetails.Cost;
import org.synprune.jobs.analysis.RunDetails.Curve;
import org.synprune.jobs.analysis.RunDetails.Failure;
import org.synprune.jobs.analysis.RunDetails.LayerCurve;

/** Reads curves, costs, failures and provenance of a run for its page, averaged over seeds. */
public final class ReportReader {

  private static final int MAX_FAILURES = 200;
  private static final int MESSAGE_CHARACTERS = 400;

  /** Means are rounded to six digits, which keeps the page small. */
  private static final MathContext DIGITS = new MathContext(6);

  private final SparkSession spark;
  private final RunRows runs;
  private final Dataset<Row> trials;

  private ReportReader(SparkSession spark, RunRows runs) {
    this.spark = spark;
    this.runs = runs;
    trials = runs.rows(spark, ResultTables.TRIALS);
  }

  /**
   * Reads a run, or several together.
   *
   * @param spark the session that reads
   * @param runs the results; there must be trials
   * @return what is known of them
   */
  public static RunDetails read(SparkSession spark, RunRows runs) {
    ReportReader reader = new ReportReader(spark, runs);
    List<Row> failed = reader.failed();
    return new RunDetails(
        reader.curves(),
        reader.layers(),
        reader.costs(),
        InferenceTable.read(spark, runs),
        failed.stream().limit(MAX_FAILURES).map(ReportReader::failure).toList(),
        failed.size(),
        ProvenanceFacts.of(spark, runs));
  }

  private Dataset<Row> completed() {
    return trials.where(col("status").equalTo(ResultTables.COMPLETED));
  }

  private Dataset<Row> ofCompleted(Table<?> table) {
    return runs.rows(spark, table).join(completed().select(columns(CELL, "trial_id")), "trial_id");
  }

  private List<Curve> curves() {
    if (!runs.has(ResultTables.EPOCHS)) {
      return List.of();
    }
    Map<List<Object>, List<Row>> byCell = new LinkedHashMap<>();
    ofCompleted(ResultTables.EPOCHS)
        .groupBy(columns(CELL, "epoch"))
        .agg(count(lit(1)).as("trials"), avg("train_loss"), avg("validation_loss"), avg("sparsity"))
        .orderBy(columns(CELL, "epoch"))
        .collectAsList()
        .forEach(row -> byCell.computeIfAbsent(cell(row), key -> new ArrayList<>()).add(row));
    List<Curve> curves = new ArrayList<>();
    byCell.forEach(
        (cell, rows) ->
            curves.add(
                new Curve(
                    place(rows.get(0)),
                    arm(rows.get(0)),
                    rows.stream().map(row -> row.getInt(6)).toList(),
                    rows.stream().map(row -> row.getLong(7)).toList(),
                    means(rows, 8),
                    means(rows, 9),
                    means(rows, 10))));
    return curves;
  }

  private List<LayerCurve> layers() {
    if (!runs.has(ResultTables.LAYERS)) {
      return List.of();
    }
    Map<List<Object>, List<Row>> byLayer = new LinkedHashMap<>();
    Column[] key = columns(CELL, "layer", "epoch");
    ofCompleted(ResultTables.LAYERS)
        .groupBy(key)
        .agg(first("total"), avg("sparsity"))
        .orderBy(key)
        .collectAsList()
        .forEach(
            row ->
                byLayer
                    .computeIfAbsent(
                        List.of(cell(row), row.getString(6)), unused -> new ArrayList<>())
                    .add(row));
    return byLayer.values().stream()
        .map(
            rows ->
                new LayerCurve(
                    place(rows.get(0)),
                    arm(rows.get(0)),
                    rows.get(0).getString(6),
                    rows.get(0).getLong(8),
                    rows.stream().map(row -> row.getInt(7)).toList(),
                    means(rows, 9)))
        .toList();
  }

  /**
   * Trials of a stack have the same time of the first epoch to the last bit, as they share it in
   * equal parts; others hardly ever do. Later on, those that stop early leave the stack.
   */
  private List<Cost> costs() {
    Column arms =
        size(collect_set("regulariser").over(Window.partitionBy(columns(PLACE, "first_epoch"))));
    Column apart =
        when(
            col("arms").equalTo(1).and(col("first_epoch").isNotNull()),
            col("seconds_train").divide(col("epochs_run")));
    return completed()
        .join(firstEpochs(), new String[] {"trial_id"}, "left")
        .withColumn("arms", arms)
        .groupBy(columns(CELL))
        .agg(
            count(lit(1)),
            avg("seconds_train"),
            avg("seconds_eval"),
            count(apart),
            avg(apart),
            avg("achieved_sparsity"),
            avg("bytes_dense"),
            avg("bytes_csr"),
            avg("parameters"),
            avg("nonzeros"))
        .orderBy(columns(CELL))
        .collectAsList()
        .stream()
        .map(
            row ->
                new Cost(
                    place(row),
                    arm(row),
                    row.getLong(6),
                    mean(row, 7),
                    mean(row, 8),
                    row.getLong(9),
                    mean(row, 10),
                    row.getDouble(11),
                    row.getDouble(12),
                    row.getDouble(13),
                    row.getDouble(14),
                    row.getDouble(15)))
        .toList();
  }

  private Dataset<Row> firstEpochs() {
    if (!runs.has(ResultTables.EPOCHS)) {
      return trials
          .select(col("trial_id"), lit(null).cast("double").as("first_epoch"))
          .where(lit(false));
    }
    return runs.rows(spark, ResultTables.EPOCHS)
        .where(col("epoch").equalTo(1))
        .select(col("trial_id"), col("seconds").as("first_epoch"));
  }

  private List<Row> failed() {
    Dataset<Row> unfinished =
        trials.join(completed().select("trial_id"), new String[] {"trial_id"}, "left_anti");
    return unfinished
        .groupBy(columns(CELL, "seed", "trial_id"))
        .agg(
            max("attempt"),
            max_by(coalesce(col("error"), lit("")), col("attempt")),
            max_by(coalesce(col("error_message"), lit("")), col("attempt")))
        .orderBy(columns(CELL, "seed"))
        .collectAsList();
  }

  private static Failure failure(Row row) {
    String message = row.getString(10);
    return new Failure(
        place(row),
        arm(row),
        row.getLong(6),
        row.getInt(8),
        row.getString(9),
        message.length() > MESSAGE_CHARACTERS
            ? message.substring(0, MESSAGE_CHARACTERS) + " ..."
            : message);
  }

  private static List<Object> cell(Row row) {
    return List.of(place(row), arm(row));
  }

  private static List<Double> means(List<Row> rows, int column) {
    List<Double> means = new ArrayList<>();
    rows.forEach(row -> means.add(mean(row, column)));
    return means;
  }

  private static Double mean(Row row, int column) {
    return row.isNullAt(column)
        ? null
        : new BigDecimal(row.getDouble(column)).round(DIGITS).doubleValue();
  }
}
